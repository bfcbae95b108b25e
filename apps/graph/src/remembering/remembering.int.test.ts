import {
  createProject,
  findRemembered,
  getEntity,
  getMemory,
  importDocument,
  rememberArtifact,
  search,
  type ArtifactToRemember,
} from '@synthwright/contracts'
import { newId, systemClock } from '@synthwright/kernel'
import { createChangeRepository } from '../changes/change.repository.ts'
import { principal } from '../testing/memory-graph.ts'
import { startGraphs, type Graphs } from '../testing/graph-process.ts'

const me = principal()

let graphs: Graphs | undefined
beforeAll(async () => {
  graphs = await startGraphs()
})
afterAll(() => graphs?.stop())

/** An artifact of 500,000 characters: the longest text that can be checked and kept. */
const artifactOf = (project: string, cited: string): ArtifactToRemember => ({
  artifact_id: 'art_long',
  memory_id: 'memory_long',
  source_id: 'src_long',
  title: 'The crossing',
  content: `A crossing waits for the tide. [${cited}]\r\n`.repeat(12_000).slice(0, 500_000),
  memory_scope: 'project',
  scope_key: project,
  project,
  tags: ['synthesis'],
  source_ids: [cited],
  metadata: { synthesis_artifact_id: 'art_long' },
})

it('acceptance 60: two replicas that are asked at once commit one change, which both and a later one show whole', async () => {
  const replicas = [await graphs!.replica('remembering'), await graphs!.replica('remembering', { serving: false })]
  const [first, second] = replicas as [(typeof replicas)[0], (typeof replicas)[0]]
  const project = await first.ask(createProject, { commandId: newId('command'), project: { name: 'Harbour' } }, me)
  const { document_id } = await first.ask(
    importDocument,
    { commandId: newId('command'), content: '# Tide\n\nWait.', project: project.id },
    me,
  )
  const artifact = artifactOf(project.id, document_id)
  const ids = { artifact_id: artifact.artifact_id, memory_id: artifact.memory_id }
  expect(await graphs!.ask(findRemembered, ids, me)).toEqual({ found: false })

  const asked = Array.from({ length: 8 }, (_, n) =>
    n % 2 === 0 ? graphs!.ask(rememberArtifact, artifact, me) : second.ask(rememberArtifact, artifact, me),
  )
  expect((await Promise.all(asked)).filter(({ stored }) => stored)).toHaveLength(1)

  const log = await createChangeRepository(first.store, systemClock).after(me.teamId, 0, 100)
  const written = log.map(({ rows }) => rows.map(({ id }) => id)).filter((rows) => rows.includes('art_long'))
  expect(written.map((rows) => rows.sort())).toEqual([['art_long', 'memory_long']])

  for (const replica of [first, second, await graphs!.replica('remembering', { serving: false })]) {
    expect(await replica.ask(findRemembered, ids, me)).toEqual({ found: true })
    const memory = await replica.ask(getMemory, { memoryId: ids.memory_id }, me)
    expect(memory.raw_content === artifact.content).toBe(true)
    const { related } = await replica.ask(getEntity, { entityId: ids.artifact_id }, me)
    expect(related).toMatchObject([{ id: document_id, relationship: 'DERIVED_FROM', direction: 'outgoing' }])
    const { results } = await replica.ask(search, { query: 'crossing tide' }, me)
    expect(results.map(({ id }) => id)).toEqual(expect.arrayContaining([ids.artifact_id, ids.memory_id]))
    if (replica !== first) await replica.stop()
  }
  await first.stop()
})
