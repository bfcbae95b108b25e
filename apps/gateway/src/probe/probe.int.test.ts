import { runChanged, startProbe, watchRun } from '@synthwright/contracts'
import { runView } from '../testing/samples.ts'
import { seedMember, startGateway, type Replica, type Seeded, type TestGateway } from '../testing/start-gateway.ts'

const path = '/internal/probe'

let gateway: TestGateway
let probing: Replica
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway()
  probing = await gateway.replica({ probing: true, deadlineMs: 300 })
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())
beforeEach(() => gateway.services.forget())

const probe = (at: Replica = probing, { key } = owner, headers: Record<string, string> = {}) =>
  at.ask(key, 'POST', path, undefined, headers)

it('starts a run, hears its end and asks how it ended', async () => {
  // The first one may be over before the gateway listens.
  for (const runId of ['probe_1', 'probe_2']) {
    gateway.services.on(startProbe, () => {
      gateway.bus.publish(runChanged, { team: owner.teamId, run: runId }, { seq: 2, ended: true })
      return { runId }
    })
    gateway.services.on(watchRun, () => ({ run: runView(runId, 'succeeded'), ended: true, history: [] }))
    const { status, body } = await probe()
    expect([status, body]).toEqual([200, { run_id: runId, status: 'succeeded' }])
  }
  const asked = gateway.services.asked.filter(({ request }) => (request as { runId?: string }).runId === 'probe_2')
  expect(asked).toHaveLength(1)
})

it('is answered 202 when the run takes too long', async () => {
  gateway.services.on(startProbe, () => ({ runId: 'probe_3' }))
  gateway.services.on(watchRun, ({ runId }) => ({ run: runView(runId), ended: false, history: [] }))
  const { status, body } = await probe()
  expect([status, body]).toEqual([202, { run_id: 'probe_3', status: 'running' }])
})

it('has one run for one key', async () => {
  gateway.services.on(startProbe, () => ({ runId: 'probe_4' }))
  gateway.services.on(watchRun, ({ runId }) => ({ run: runView(runId, 'succeeded'), ended: true, history: [] }))
  const keyed = { 'idempotency-key': 'k' }
  const [first, second] = [await probe(probing, owner, keyed), await probe(probing, owner, keyed)]
  expect([second.text, second.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
  expect(gateway.services.asked.filter(({ name }) => name === 'start-probe')).toHaveLength(1)
})

it('takes a credential that may write', async () => {
  const reader = await seedMember(gateway.identity, { teamId: owner.teamId, scopes: ['api:read'] })
  expect((await probe(probing, reader)).status).toBe(403)
  expect((await probing.ask(null, 'POST', path)).status).toBe(401)
})

it('is not there unless it is turned on, and described nowhere', async () => {
  expect((await probe(gateway)).body).toMatchObject({ error: 'not_found' })
  for (const { app } of [gateway, probing]) {
    expect(app.routes().map((route) => route.path)).not.toContain(path)
    expect(JSON.stringify(app.openApi())).not.toMatch(/probe/i)
  }
})
