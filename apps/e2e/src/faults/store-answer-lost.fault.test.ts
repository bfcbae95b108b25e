import {
  createApiKeyRoute,
  createEntityRoute,
  createProjectRoute,
  documentTextRoute,
  draftRoute,
  importDocumentRoute,
  listApiKeysRoute,
  listEntitiesRoute,
  listProjectsRoute,
  listSynthesisRunsRoute,
  type AnyRoute,
} from '@synthwright/contracts'
import { apiClient, startSystem, type System } from '@synthwright/testing'

const named = 'A second thing of this name'

let system: System
let project: string
beforeAll(async () => {
  system = await startSystem({ env: { IDEMPOTENCY_LEASE_MS: '1000' }, faultProxies: true })
  const api = apiClient(system.url, system.apiKey)
  project = (await api.expect(createProjectRoute, { body: { name: 'First' } })).id
})
afterAll(() => system.stop())

interface Case {
  service: 'gateway' | 'graph' | 'jobs'
  write: RegExp
  route: AnyRoute
  body: object
  headers?: Record<string, string>
  found: AnyRoute
}

it.each<[string, Case]>([
  [
    'a project',
    {
      service: 'graph',
      write: /insert.{1,9}changes/s,
      route: createProjectRoute,
      body: { name: named },
      found: listProjectsRoute,
    },
  ],
  [
    'an entity',
    {
      service: 'graph',
      write: /insert.{1,9}changes/s,
      route: createEntityRoute,
      body: { name: `${named}, an entity` },
      found: listEntitiesRoute,
    },
  ],
  [
    'a run',
    {
      service: 'jobs',
      write: /insert.{1,9}runs/s,
      route: draftRoute,
      body: { goal: named },
      headers: { prefer: 'respond-async' },
      found: listSynthesisRunsRoute,
    },
  ],
  [
    'an API key',
    {
      service: 'gateway',
      write: /insert.{1,9}credentials/s,
      route: createApiKeyRoute,
      body: { name: named },
      found: listApiKeysRoute,
    },
  ],
])(
  '%s that the store made, and whose answer was lost, is answered 504 and is there',
  async (_, { service, write, route, body, headers, found }) => {
    const { store } = system.wires.get(service)!
    const api = apiClient(system.url, system.apiKey)
    const lost = store.hits().lost
    void store.loseAnswer(write)
    const { status, error } = await api.send(route, { body, ...(headers ? { headers } : {}) })
    expect(store.hits().lost).toBe(lost + 1)
    expect([status, error?.error]).toEqual([504, 'outcome_unknown'])
    expect(error?.remediation).toMatch(/^Look .*Idempotency-Key/)
    const listed = await api.send(found)
    // Some lists carry their rows under two names.
    const rows = Object.values(listed.body as Record<string, unknown>).find(Array.isArray) as object[]
    expect(rows.filter((row) => JSON.stringify(row).includes(JSON.stringify(body).slice(1, -1)))).toHaveLength(1)
  },
)

it('a keyed import whose gateway died after the commit is not carried out again over a later revision', async () => {
  const gateway = system.services.get('gateway')!
  const { broker } = system.wires.get('graph')!
  const api = apiClient(system.url, system.apiKey)
  const write = (content: string, headers: Record<string, string> = {}) =>
    api.send(importDocumentRoute, { body: { content, project, path: 'twice.md' }, headers })
  const keyed = () => write('The first text', { 'idempotency-key': 'import' })

  // It is answered after it was committed.
  const answered = broker.holdFrom(/PUB _INBOX[^]*"document_id"/)
  const lost = keyed().then(
    () => 'answered',
    () => 'lost',
  )
  await answered
  await gateway.kill()
  broker.release()
  expect(await lost).toBe('lost')
  await gateway.restart()
  const later = await write('The later text')
  expect([later.status, later.body.revision]).toEqual([201, 2])

  const again = await keyed()
  const { document_id } = later.body
  expect([again.status, again.body.document_id]).toEqual([201, document_id])
  const { text, revision } = await api.expect(documentTextRoute, { params: { document_id } })
  expect([text, revision]).toEqual(['The later text', 2])
})
