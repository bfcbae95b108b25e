import { cancelRun, deleteRun, listRuns, watchRun } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { runView } from '../../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway()
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())
beforeEach(() => gateway.services.forget())

const ask = (method: string, path: string, headers: Record<string, string> = {}, { key } = owner) =>
  gateway.ask(key, method, path, undefined, headers)
const requests = () => gateway.services.asked.map(({ request }) => request)

const refuse = (contract: Parameters<typeof gateway.services.on>[0], code: AppError['code']) =>
  gateway.services.on(contract, () => {
    throw new AppError(code, 'no')
  })

describe('a list', () => {
  it('is handed on with its filters, under the rights of who asks', async () => {
    const page = { runs: [runView('synth_1')], limit: 5, next_cursor: 'c2', has_more: true }
    gateway.services.on(listRuns, () => page)
    const filters = 'kind=artifact.draft&status=running&project=p&since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z'
    const { status, body } = await ask('GET', `/runs?${filters}&limit=5&cursor=c1`)
    expect([status, body]).toEqual([200, page])
    expect(gateway.services.asked).toMatchObject([
      {
        request: {
          kind: 'artifact.draft',
          status: 'running',
          project: 'p',
          since: '2026-01-01T00:00:00Z',
          until: '2026-02-01T00:00:00Z',
          limit: 5,
          cursor: 'c1',
        },
        principal: { teamId: owner.teamId, userId: owner.userId },
      },
    ])
  })

  it('has 20 unless told otherwise', async () => {
    gateway.services.on(listRuns, ({ limit }) => ({ runs: [], limit, next_cursor: null, has_more: false }))
    expect((await ask('GET', '/runs')).body.limit).toBe(20)
    for (const limit of [1, 100]) expect((await ask('GET', `/runs?limit=${limit}`)).body.limit).toBe(limit)
  })

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'x'],
    ['status', 'done'],
    ['kind', 'other'],
    ['since', 'yesterday'],
    ['project', 'p'.repeat(501)],
    ['cursor', 'c'.repeat(501)],
  ])('is refused for a bad %s (%#)', async (field, value) => {
    const { status, body } = await ask('GET', `/runs?${field}=${value}`)
    expect([status, body.error, body.details.field]).toEqual([422, 'validation_error', field])
    expect(gateway.services.asked).toEqual([])
  })

  it('is refused for a cursor that jobs did not make', async () => {
    gateway.services.on(listRuns, () => {
      throw new AppError('validation_failed', 'no', { details: { field: 'cursor' } })
    })
    expect(await ask('GET', '/runs?cursor=c')).toMatchObject({ status: 422, body: { details: { field: 'cursor' } } })
  })
})

describe('one run', () => {
  it('is shown', async () => {
    gateway.services.on(watchRun, ({ runId }) => ({ run: runView(runId), ended: false, history: [] }))
    const { status, body } = await ask('GET', '/runs/synth_1')
    expect([status, body]).toEqual([200, runView('synth_1')])
  })

  it.each(['/runs/other', '/runs/other/events', '/runs/*', '/runs/*/events', '/runs/%3E/events', '/runs/a.b/events'])(
    'is not known at %s',
    async (path) => {
      refuse(watchRun, 'run_not_found')
      const { status, body } = await ask('GET', path)
      expect([status, body.message]).toEqual([404, 'Run not found'])
    },
  )
})

const cancelled = {
  method: 'POST',
  path: '/runs/synth_1/cancel',
  contract: cancelRun,
  reply: runView('synth_1', 'cancelled'),
  answer: [200, runView('synth_1', 'cancelled')],
  conflicts: ['run_finished'],
} as const
const deleted = {
  method: 'DELETE',
  path: '/runs/synth_1',
  contract: deleteRun,
  reply: {},
  answer: [204, undefined],
  conflicts: ['run_not_ended', 'run_applied'],
} as const

describe.each([
  ['cancelled', cancelled],
  ['deleted', deleted],
])('a run that is to be %s', (_, { method, path, contract, reply, answer, conflicts }) => {
  it('is, under a command and the id of the request', async () => {
    gateway.services.on(contract, () => reply as never)
    const { status, body } = await ask(method, path, { 'x-request-id': 'mine' })
    expect([status, body]).toEqual(answer)
    expect(requests()).toEqual([
      { runId: 'synth_1', commandId: expect.stringMatching(/^[0-9a-f-]{36}$/), requestId: 'mine' },
    ])
  })

  it.each([
    ['run_not_found', 404, 'not_found', 'Run not found'],
    ['insufficient_role', 403, 'forbidden', 'insufficient_org_role'],
    ...conflicts.map((code) => [code, 409, 'conflict', code] as const),
    ['store_unavailable', 503, 'unavailable', 'A required service is unavailable'],
  ] as const)('is refused with %s', async (code, status, error, message) => {
    refuse(contract, code)
    expect(await ask(method, path)).toMatchObject({ status, body: { error, message } })
  })

  it('wants the scope, then the role, and asks nobody before', async () => {
    const reader = await seedMember(gateway.identity, { teamId: owner.teamId, scopes: ['api:read'] })
    const viewer = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'viewer' })
    expect((await ask(method, path, {}, reader)).body).toMatchObject({ error: 'insufficient_api_scope' })
    expect((await ask(method, path, {}, viewer)).body).toMatchObject({ message: 'insufficient_org_role' })
    expect(gateway.services.asked).toEqual([])
  })
})

it('is cancelled once under one key', async () => {
  gateway.services.on(cancelRun, () => runView('synth_1', 'cancelled'))
  gateway.services.on(watchRun, () => ({ run: runView('synth_1', 'cancelled'), ended: true, history: [] }))
  const cancel = () => ask('POST', '/runs/synth_1/cancel', { 'idempotency-key': 'k' })
  const [first, second] = [await cancel(), await cancel()]
  expect([second.status, second.text, second.headers.get('idempotency-replayed')]).toEqual([200, first.text, 'true'])
  expect(gateway.services.asked.map(({ name }) => name)).toEqual(['cancel-run', 'watch-run'])
})
