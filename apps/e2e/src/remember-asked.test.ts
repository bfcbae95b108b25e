import {
  createProjectRoute,
  draftRoute,
  getMemoryRoute,
  listAuditEventsRoute,
  listSynthesisRunsRoute,
  planRoute,
  type DraftResponse,
} from '@synthwright/contracts'
import {
  startSystem,
  startTraceCollector,
  waitUntil,
  type ApiClient,
  type CollectedSpan,
  type System,
  type TraceCollector,
} from '@synthwright/testing'
import { ferryGoal, importFerry } from './ferry.ts'
import { foundOrganisation, newTrace } from './organisation.ts'

let collector: TraceCollector
let system: System
let ada: ApiClient
let sam: ApiClient
let vi: ApiClient
let keyOf: Awaited<ReturnType<typeof foundOrganisation>>['key']
let project: string

beforeAll(async () => {
  collector = await startTraceCollector()
  system = await startSystem({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } })
  const { owner, member, key } = await foundOrganisation(system, 'ada')
  ada = owner
  ;({ projectId: project } = await importFerry(ada))
  ;[sam, vi] = [await member('sam', 'member'), await member('vi', 'viewer')]
  keyOf = key
}, 60_000)
afterAll(async () => {
  await system.stop()
  await collector.stop()
})

const request = (given: Record<string, unknown> = {}) => ({ goal: ferryGoal, project, remember: true, ...given })
const draft = async (given: Record<string, unknown> = {}, client = ada): Promise<DraftResponse> =>
  (await client.expect(draftRoute, { body: request(given) })) as DraftResponse
const runs = async () => (await ada.expect(listSynthesisRunsRoute, { query: { limit: 100 } })).runs.length

describe('asking to remember', () => {
  /** What a refused request has set going, once the trace of a later plan has arrived from all services. */
  const setGoing = async (client: ApiClient, body: Record<string, unknown>) => {
    const [refused, later] = [newTrace(), newTrace()]
    const before = await runs()
    const answer = await client.send(draftRoute, { body, headers: refused.headers })
    expect(await runs()).toBe(before)
    await ada.expect(planRoute, { body: { goal: ferryGoal, project }, headers: later.headers })
    const servicesOf = (all: CollectedSpan[], { traceId }: { traceId: string }) =>
      new Set(all.filter((span) => span.traceId === traceId).map(({ service }) => service))
    const spans = await collector.waitFor(
      (all) => servicesOf(all, later).size >= 3 && servicesOf(all, refused).has('gateway'),
      20_000,
    )
    const names = spans.filter(({ traceId }) => traceId === refused.traceId).map(({ name }) => name)
    return { answer, services: servicesOf(spans, refused), names }
  }

  it('acceptance 54: is refused to a viewer before anything is retrieved or asked of a model', async () => {
    const { answer, services } = await setGoing(vi, request())
    expect([answer.status, answer.error]).toEqual([
      403,
      expect.objectContaining({
        error: 'forbidden',
        message: 'insufficient_org_role',
        details: { expected: 'owner,admin,member', actual: 'viewer' },
      }),
    ])
    expect([...services]).toEqual(['gateway'])
  }, 40_000)

  it('acceptance 55: needs to know the project of a project memory, and takes the one it is about', async () => {
    const nowhere = await ada.send(draftRoute, { body: { goal: ferryGoal, remember: true, memory_scope: 'project' } })
    expect([nowhere.status, nowhere.error]).toEqual([
      400,
      expect.objectContaining({
        error: 'invalid_request',
        message: 'missing_scope_key',
        details: { field: 'scope_key' },
      }),
    ])
    const { request: asked, artifact } = await draft({ memory_scope: 'project', tags: ['fifty-five'] })
    expect(asked['scope_key']).toBe(project)
    const params = { memory_id: artifact.remembered_memory_id! }
    expect(await ada.expect(getMemoryRoute, { params })).toMatchObject({ memory_scope: 'project', scope_key: project })
  })

  it('acceptance 56: is refused without the right to contribute, before anything is drafted', async () => {
    const { id: vault } = await ada.expect(createProjectRoute, { body: { name: 'Vault', visibility: 'private' } })
    const { answer, services, names } = await setGoing(sam, request({ memory_scope: 'project', scope_key: vault }))
    expect([answer.status, answer.error]).toEqual([
      403,
      expect.objectContaining({
        error: 'project_access_denied',
        message: 'Project access denied',
        details: { field: 'scope_key' },
      }),
    ])
    expect([...services].sort()).toEqual(['gateway', 'graph'])
    expect(names.filter((name) => /plan|draft-section|remember/.test(name))).toEqual([])
    const team = await ada.send(draftRoute, { body: request({ memory_scope: 'team' }) })
    expect([team.status, team.error]).toMatchObject([422, { details: { field: 'memory_scope' } }])
  }, 40_000)

  it('acceptance 57: needs a key that may write, and write there', async () => {
    const reader = await keyOf({ name: 'reader' })
    for (const route of [planRoute, draftRoute])
      expect((await reader.send(route, { body: { goal: ferryGoal, project } })).status).toBe(200)
    expect((await reader.send(draftRoute, { body: request() })).error).toMatchObject({
      error: 'insufficient_api_scope',
      details: { expected: 'api:write', actual: 'api:read' },
    })
    const writer = await keyOf({ name: 'writer', scopes: ['api:write'], memory_scopes: ['project'] })
    expect((await writer.send(draftRoute, { body: request() })).error).toMatchObject({
      error: 'forbidden',
      message: 'memory_scope_not_granted',
      details: { expected: 'private', actual: 'project' },
    })
    const kept = await draft({ memory_scope: 'project' }, writer)
    expect(kept.artifact.remembered_memory_id).toMatch(/^memory_/)
  })

  it('acceptance 75: leaves an event of what was kept and one of what was refused, neither with content', async () => {
    const { run_id, artifact } = await draft({ goal: 'Document the Ferry leases', tags: ['seventy-five'] })
    expect((await vi.send(draftRoute, { body: request() })).status).toBe(403)
    const events = async (type: 'synthesis.remember' | 'synthesis.remember_denied' | 'synthesis.draft') =>
      (await ada.expect(listAuditEventsRoute, { query: { type, limit: 200 } })).events
    await waitUntil(async () => (await events('synthesis.remember')).some((event) => event.run_id === run_id))
    const kept = (await events('synthesis.remember')).filter((event) => event.run_id === run_id)
    expect(kept).toEqual([
      expect.objectContaining({
        outcome: 'ok',
        target_ids: [artifact.artifact_id, artifact.remembered_memory_id],
        counts: { sources: expect.any(Number), gaps: 0 },
      }),
    ])
    expect((await events('synthesis.draft')).filter((event) => event.run_id === run_id)).toHaveLength(1)
    const denied = await events('synthesis.remember_denied')
    expect(denied[0]).toMatchObject({ outcome: 'refused', operation: 'draftSynthesis', run_id: null, target_ids: [] })
    expect(JSON.stringify([...kept, ...denied])).not.toMatch(/leases|seventy|ferry/i)
  })
})
