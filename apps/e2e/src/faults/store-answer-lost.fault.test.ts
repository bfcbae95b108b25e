import {
  createApiKeyRoute,
  createEntityRoute,
  createProjectRoute,
  draftRoute,
  listApiKeysRoute,
  listEntitiesRoute,
  listProjectsRoute,
  listSynthesisRunsRoute,
  type AnyRoute,
} from '@synthwright/contracts'
import { apiClient, startSystem, type System } from '@synthwright/testing'

const named = 'A second thing of this name'

let system: System
beforeAll(async () => {
  system = await startSystem({ faultProxies: true })
  const api = apiClient(system.url, system.apiKey)
  await api.expect(createProjectRoute, { body: { name: 'First' } })
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
