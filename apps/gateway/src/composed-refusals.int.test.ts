import {
  createEntityRoute,
  createProjectRoute,
  deleteEntityRoute,
  documentTextRoute,
  draftRoute,
  getEntityRoute,
  getProjectRoute,
  getRunRoute,
  getSynthesisRunRoute,
  importDocumentRoute,
  listEntitiesRoute,
  listProjectsRoute,
  listSynthesisRunsRoute,
  planRoute,
  runEventsRoute,
  searchRoute,
  verifyRoute,
  type AnyRoute,
  type DraftResponse,
} from '@synthwright/contracts'
import { connectStore, type Store } from '@synthwright/persistence'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { createIdentityRepository, type IdentityRepository } from './identity/identity.repository.ts'
import { seedMember, type Seeded } from './testing/start-gateway.ts'

let system: System
let store: Store
let identity: IdentityRepository
let owner: ApiClient
let stranger: ApiClient
let mine: { project: string; entity: string; document: string; run: string; teamId: string }

const goal = 'Document the harbour'

beforeAll(async () => {
  system = await startSystem()
  store = await connectStore({ uri: system.store.uri, database: 'synthwright_gateway', production: false })
  identity = createIdentityRepository(store)
  const { teamId, key } = await seedMember(identity)
  owner = apiClient(system.url, key)
  stranger = apiClient(system.url, (await seedMember(identity)).key)
  const { id: project } = await owner.expect(createProjectRoute, { body: { name: 'Harbour' } })
  const content = '# Harbour\n\nThe harbour has 12 berths and a crane. The harbour opens at six in the morning.\n'
  const { document_id: document } = await owner.expect(importDocumentRoute, {
    body: { project, path: 'a.md', content },
  })
  const { id: entity } = await owner.expect(createEntityRoute, {
    body: { name: 'Crane', content: 'The crane lifts 40 tonnes.', metadata: { project_id: project } },
  })
  const { run_id: run } = (await owner.expect(draftRoute, { body: { goal, project } })) as DraftResponse
  mine = { project, entity, document, run, teamId }
}, 60_000)
afterAll(async () => {
  await store.close()
  await system.stop()
})

/** Everything the owner's team has, as its lists show it. */
const everything = async () => ({
  projects: await owner.expect(listProjectsRoute),
  entities: await owner.expect(listEntitiesRoute, { query: { page_size: 200 } }),
  runs: await owner.expect(listSynthesisRunsRoute, { query: { limit: 100 } }),
})

describe('ids of another team', () => {
  const reading: [string, AnyRoute, () => Parameters<ApiClient['send']>[1], number][] = [
    ['a project', getProjectRoute, () => ({ params: { project_id: mine.project } }), 404],
    ['an entity', getEntityRoute, () => ({ params: { entity_id: mine.entity } }), 404],
    ['an entity to delete', deleteEntityRoute, () => ({ params: { entity_id: mine.entity } }), 404],
    ['a document', documentTextRoute, () => ({ params: { document_id: mine.document } }), 404],
    ['a synthesis run', getSynthesisRunRoute, () => ({ params: { run_id: mine.run } }), 404],
    ['a run', getRunRoute, () => ({ params: { run_id: mine.run } }), 404],
    ['the events of a run', runEventsRoute, () => ({ params: { run_id: mine.run } }), 404],
    ['a run to verify', verifyRoute, () => ({ body: { run_id: mine.run } }), 404],
    ['a project to plan in', planRoute, () => ({ body: { goal, project: mine.project } }), 403],
    ['a project to draft in', draftRoute, () => ({ body: { goal, project: mine.project } }), 403],
    ['a project to search', searchRoute, () => ({ body: { query: 'crane', project: mine.project } }), 403],
    ['a project to import into', importDocumentRoute, () => ({ body: { project: mine.project, content: 'x' } }), 403],
    [
      'a project for a row',
      createEntityRoute,
      () => ({ body: { name: 'x', metadata: { project_id: mine.project } } }),
      403,
    ],
    ['a target of a relation', createEntityRoute, () => ({ body: { name: 'x', related_to: [mine.entity] } }), 422],
  ]
  const invented = (text: string): string =>
    [mine.project, mine.entity, mine.document, mine.run].reduce(
      (t, id) => t.replaceAll(id, `${id.slice(0, -4)}0000`),
      text,
    )

  it.each(reading)(
    '%s: refused like an id that does not exist, and nothing changes',
    async (_, route, request, status) => {
      const before = await everything()
      const answer = await stranger.send(route, request())
      expect(answer.status).toBe(status)
      const unknown = await stranger.send(route, JSON.parse(invented(JSON.stringify(request()))) as object)
      const withoutId = ({ error }: typeof answer) => ({ ...error, request_id: '' })
      expect(withoutId(unknown)).toEqual(withoutId(answer))
      expect(await everything()).toEqual(before)
    },
  )

  it('leave no trace in what the stranger can list, search, plan or check', async () => {
    expect((await stranger.expect(listProjectsRoute)).total).toBe(0)
    expect((await stranger.expect(listEntitiesRoute)).total).toBe(0)
    expect((await stranger.expect(listSynthesisRunsRoute)).runs).toEqual([])
    expect((await stranger.expect(searchRoute, { body: { query: 'crane harbour' } })).total).toBe(0)
    const plan = await stranger.send(planRoute, { body: { goal } })
    expect(plan.text).not.toMatch(/crane|berths|Harbour \(/i)
    const checked = await stranger.expect(verifyRoute, {
      body: { source_ids: [mine.document], markdown: `The harbour has 12 berths. [${mine.document}]` },
    })
    expect(checked).toMatchObject({ verification: { gaps: [{ reason: 'unknown_citation' }] } })
  })
})

describe('credentials', () => {
  const asking = async (key: string | undefined) => {
    const { status, error } = await apiClient(system.url, key).send(planRoute, { body: { goal } })
    return [status, error?.error, error?.message]
  }
  const invalid = [401, 'authentication_required', 'Invalid token']

  it('must be there, known, unexpired and unrevoked', async () => {
    expect(await asking(undefined)).toEqual([401, 'authentication_required', 'Not authenticated'])
    expect(await asking(`${system.apiKey.slice(0, -4)}aaaa`)).toEqual(invalid)
    expect(await asking((await seedMember(identity, { expiresAt: new Date(Date.now() - 1_000) })).key)).toEqual(invalid)
    const revoked: Seeded = await seedMember(identity)
    expect(await asking(revoked.key)).toEqual([200, undefined, undefined])
    await identity.revokeCredential(revoked.teamId, revoked.credentialId)
    expect(await asking(revoked.key)).toEqual(invalid)
  })

  it('need the scope and the role, and change nothing without them', async () => {
    const before = await everything()
    const teamId = mine.teamId
    const reader = apiClient(system.url, (await seedMember(identity, { teamId, scopes: ['api:read'] })).key)
    const viewer = apiClient(
      system.url,
      (await seedMember(identity, { teamId, role: 'viewer', scopes: ['api:write'] })).key,
    )
    for (const route of [createProjectRoute, createEntityRoute]) {
      const body = { name: 'Not to be' }
      expect((await reader.send(route, { body })).error).toMatchObject({ error: 'insufficient_api_scope' })
      expect((await viewer.send(route, { body })).error).toMatchObject({ message: 'insufficient_org_role' })
    }
    const remember = { goal, remember: true }
    expect((await viewer.send(draftRoute, { body: remember })).error).toMatchObject({
      message: 'insufficient_org_role',
    })
    expect((await reader.send(draftRoute, { body: remember })).error).toMatchObject({ error: 'insufficient_api_scope' })
    expect(await everything()).toEqual(before)
  })
})

describe('input that is not as described', () => {
  const bodies: unknown[] = [
    { goal: 5 },
    { goal: 'x'.repeat(1_001) },
    { goal, depth: 'profound' },
    { goal, max_sections: 13 },
    { goal, entity_ids: Array.from({ length: 101 }, (_, n) => `decision_${n}`) },
    { goal, required_sections: [{ title: '' }] },
    { goal, include_neighborhoods: 'yes' },
    [],
    null,
    'text',
    { query: { $gt: '' } },
    { name: { $ne: 1 }, content: 7 },
    { content: '', project: '' },
    { markdown: 9, source_ids: 'all' },
  ]
  const posts = [
    planRoute,
    draftRoute,
    verifyRoute,
    searchRoute,
    createProjectRoute,
    createEntityRoute,
    importDocumentRoute,
  ]

  it.each(posts.map((route) => [route.path, route] as const))(
    '%s refuses it, and changes nothing',
    async (_, route) => {
      const before = await everything()
      for (const body of bodies) {
        const { status } = await owner.send(route, { body })
        expect([JSON.stringify(body).slice(0, 60), status >= 400 && status < 500]).toEqual([expect.any(String), true])
      }
      expect((await owner.send(route, { raw: '{' })).error).toMatchObject({ message: 'malformed_json' })
      const huge = `{"goal":"${'x'.repeat(33 * 1024 * 1024)}"}`
      expect((await owner.send(route, { raw: huge })).error).toMatchObject({ error: 'payload_too_large' })
      const text = await owner.send(route, { raw: 'goal', headers: { 'content-type': 'text/plain' } })
      expect(text.error).toMatchObject({ error: 'unsupported_media_type' })
      expect(await everything()).toEqual(before)
    },
  )
})
