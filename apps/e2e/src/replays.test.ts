import {
  addProjectMemberRoute,
  bulkCreateEntitiesRoute,
  correctSourceRoute,
  createApiKeyRoute,
  createEntityRoute,
  createMemoryRoute,
  createProjectRoute,
  createTaskRoute,
  deleteEntityRoute,
  draftRoute,
  importDocumentRoute,
  listEntitiesRoute,
  meRoute,
  moveTaskRoute,
  planRoute,
  removeProjectMemberRoute,
  searchRoute,
  verifyRoute,
  type AnyRoute,
} from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { startSystem, type ApiClient, type System } from '@synthwright/testing'
import { ferryGoal, importFerry } from './ferry.ts'
import { foundOrganisation } from './organisation.ts'

let system: System
let ada: ApiClient
let sam: ApiClient
let samId: string
let ferry: { projectId: string; decisionId: string }
beforeAll(async () => {
  system = await startSystem()
  const { owner, member } = await foundOrganisation(system, 'ada')
  ada = owner
  sam = await member('sam', 'member')
  samId = (await sam.expect(meRoute)).user.id
  ferry = await importFerry(ada)
}, 60_000)
afterAll(() => system.stop())

interface Asked {
  params?: Record<string, string>
  body?: object
}

/** Asks with a key; every call of what is returned asks the same again. */
const keyed = (client: ApiClient, route: AnyRoute, asked: Asked) => {
  const headers = { 'idempotency-key': newId('command') }
  return () => client.send(route, { ...asked, headers })
}
const isReplay = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed') === 'true'

describe('an answer that is given again is the first one, to the byte, while nothing has changed', () => {
  const { metadata } = { metadata: { team: 'harbour' } }
  it.each<[string, AnyRoute, () => Asked | Promise<Asked>]>([
    ['a project', createProjectRoute, () => ({ body: { name: 'Harbour' } })],
    ['an entity', createEntityRoute, () => ({ body: { name: 'E', related_to: [ferry.decisionId], metadata } })],
    [
      'entities',
      bulkCreateEntitiesRoute,
      () => ({
        body: { entities: [{ name: 'A' }, { name: 'B', related_to: ['ref:0'] }, { name: 'C', related_to: ['no'] }] },
      }),
    ],
    ['a task', createTaskRoute, () => ({ body: { title: 'T', project_id: ferry.projectId } })],
    [
      'a step of a task',
      moveTaskRoute,
      async () => {
        const task = await ada.expect(createTaskRoute, { body: { title: 'T', project_id: ferry.projectId } })
        return { params: { task_id: 'id' in task ? String(task.id) : '', action: 'start' } }
      },
    ],
    [
      'a document',
      importDocumentRoute,
      () => ({ body: { content: '# D\n\nText.', project: ferry.projectId, path: 'd.md' } }),
    ],
    [
      'a memory',
      createMemoryRoute,
      () => ({ body: { raw_content: 'The harbour has two cranes.', memory_scope: 'private' } }),
    ],
    [
      'a member of a project',
      addProjectMemberRoute,
      () => ({ params: { project_id: ferry.projectId }, body: { user_id: samId } }),
    ],
    [
      'a correction',
      correctSourceRoute,
      async () => {
        const { id } = await ada.expect(createEntityRoute, { body: { name: 'Old', content: 'Old words.' } })
        return { params: { source_id: id }, body: { action: 'redact', expected_revision: 1 } }
      },
    ],
    ['an API key', createApiKeyRoute, () => ({ body: { name: 'K', scopes: ['api:read'] } })],
    ['a plan', planRoute, () => ({ body: { goal: ferryGoal, project: ferry.projectId } })],
    ['a draft', draftRoute, () => ({ body: { goal: ferryGoal, project: ferry.projectId, max_sections: 2 } })],
    [
      'a verification',
      verifyRoute,
      () => ({ body: { source_ids: [ferry.decisionId], markdown: `A text. [${ferry.decisionId}]` } }),
    ],
  ])('%s', async (_, route, asked) => {
    const ask = keyed(ada, route, await asked())
    const first = await ask()
    const again = await ask()
    expect(first.status).toBeLessThan(300)
    expect([isReplay(first), isReplay(again)]).toEqual([false, true])
    expect([again.status, again.text]).toEqual([first.status, first.text])
  })
})

it('keeps nothing of a search: it finds what was deleted since no more', async () => {
  const { id } = await ada.expect(createEntityRoute, { body: { name: 'Zeppelin', content: 'A zeppelin.' } })
  const ask = keyed(ada, searchRoute, { body: { query: 'zeppelin' } })
  expect((await ask()).text).toContain(id)
  await ada.expect(deleteEntityRoute, { params: { entity_id: id } })
  const again = await ask()
  expect([again.status, isReplay(again)]).toEqual([200, false])
  expect(again.text).not.toContain(id)
})

describe('a correction reaches what was answered before it', () => {
  const secret = 'the vault opens with nine turns'
  const correct = (id: string, action: string) =>
    ada.expect(correctSourceRoute, { params: { source_id: id }, body: { action } })
  const source = async () => {
    const ask = keyed(ada, createEntityRoute, { body: { name: 'Vault', content: `Vault: ${secret}.` } })
    const first = await ask()
    return { ask, first, id: (first.body as { id: string }).id }
  }

  it('redacted is masked, and restored is shown', async () => {
    const { ask, first, id } = await source()
    await correct(id, 'redact')
    const masked = await ask()
    expect(masked.text).not.toContain('nine turns')
    await correct(id, 'restore')
    expect((await ask()).text).toContain((first.body as { content: string }).content)
  })

  it('deleted is gone, and nothing is made a second time', async () => {
    const { ask, id } = await source()
    await ada.expect(deleteEntityRoute, { params: { entity_id: id } })
    expect((await ask()).status).toBe(404)
    const { entities } = await ada.expect(listEntitiesRoute, { query: { search: 'Vault' } })
    expect(entities.map((entity: { id: string }) => entity.id)).not.toContain(id)
  })

  it('a draft that rests on it is withheld or masked', async () => {
    const { id } = await source()
    const ask = keyed(ada, draftRoute, {
      body: { goal: 'How does the vault open?', artifact_ids: [id], max_sections: 1 },
    })
    expect((await ask()).text).toContain('nine turns')
    await correct(id, 'redact')
    const after = await ask()
    expect([200, 403]).toContain(after.status)
    expect(after.text).not.toContain('nine turns')
  })
})

it('a right that was lost counts, and so does one that was given', async () => {
  const { id: project } = await ada.expect(createProjectRoute, { body: { name: 'Closed', visibility: 'private' } })
  const body = { title: 'Paint the hull', project_id: project }
  const ask = keyed(sam, createTaskRoute, { body })
  expect((await ask()).status).toBe(403)
  const membership = { project_id: project, user_id: samId }
  await ada.expect(addProjectMemberRoute, { params: { project_id: project }, body: { user_id: samId } })
  expect((await ask()).status).toBe(201)
  await ada.expect(removeProjectMemberRoute, { params: membership })
  const after = await ask()
  expect(after.status).toBe(404)
  expect(after.text).not.toContain('hull')
})
