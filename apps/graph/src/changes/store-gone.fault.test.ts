import { createEntity, createProject, listEntities } from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { startGraphs, type Graphs } from '../testing/graph-process.ts'
import { principal } from '../testing/memory-graph.ts'

const me = principal()
let graphs: Graphs | undefined
beforeAll(async () => {
  graphs = await startGraphs()
})
afterAll(() => graphs?.stop())

describe('a store that is killed', () => {
  it('fails the write that meets it, which has one effect when it is repeated, and loses none', async () => {
    const { ask, atRest, replica } = graphs!
    const graph = await replica('graph_gone')
    await ask(createProject, { commandId: newId('command'), project: { name: 'Before' } }, me)
    const commandId = newId('command')
    const create = () => ask(createEntity, { commandId, entity: { name: 'Ferry' } }, me)

    await atRest.kill()
    // On a slow machine the caller's patience may end before that of the graph.
    await expect(create()).rejects.toMatchObject({ kind: expect.stringMatching(/^(unavailable|unknown_outcome)$/) })

    await atRest.restart()
    const [first, second] = [await create(), await create()]
    expect(second).toEqual(first)
    const page = await ask(listEntities, { sort_by: 'name', sort_order: 'asc' }, me)
    expect(page.entities.map(({ name }) => name)).toEqual(['Before', 'Ferry'])
    await graph.stop()
  })
})
