import { getArtifactRun, runChanged, startDraft, watchRun } from '@synthwright/contracts'
import { answer, connectBus, type Bus } from '@synthwright/messaging'
import { connectStore, systemScope, type Store } from '@synthwright/persistence'
import { startBroker, startStore, waitUntil, type Broker, type RunningStore } from '@synthwright/testing'
import { drawApiKey } from '../identity/api-key.ts'
import { drafted, runView } from '../testing/samples.ts'
import { spawnGateway, urlOf } from '../testing/spawn-gateway.ts'
import { keyRecords } from './key-record.schema.ts'

/** What is set unless somebody sets another. */
const leaseMs = 5_000
const firstKey = drawApiKey()

let broker: Broker
let store: RunningStore
let bus: Bus
let documents: Store
beforeAll(async () => {
  ;[broker, store] = await Promise.all([startBroker(), startStore()])
  bus = await connectBus({ service: 'jobs', instance: 'fake', servers: broker.url })
  documents = await connectStore({ uri: store.uri, database: 'synthwright_gateway', production: false })
})
afterAll(async () => {
  await bus.stop(0)
  await documents.close()
  await Promise.all([broker.stop(), store.stop()])
})

const draft = (url: string, key: string) =>
  fetch(`${url}/api/synthesis/draft`, {
    method: 'POST',
    headers: { authorization: `Bearer ${firstKey}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: '{"goal":"g"}',
  })
const lostDraft = (url: string, key: string) =>
  draft(url, key).then(
    () => 'answered',
    () => 'lost',
  )

let starts: string[]
let runs: Map<string, string>
let ended: boolean
beforeEach(() => {
  starts = []
  runs = new Map()
  ended = false
})
beforeAll(() =>
  bus.serve([
    answer(startDraft, async ({ commandId }) => {
      starts.push(commandId)
      const runId = runs.get(commandId) ?? `synth_${runs.size + 1}`
      runs.set(commandId, runId)
      return { runId }
    }),
    answer(watchRun, async ({ runId }) => ({ run: runView(runId), ended, history: [] })),
    answer(getArtifactRun, async ({ runId }) => drafted(runId)),
  ]),
)

it('a gateway killed between taking a key and answering: another one takes over soon, and the effect happens once', async () => {
  const env = { FIRST_API_KEY: firstKey }
  const [first, second] = await Promise.all([1, 2].map(() => spawnGateway({ broker, store }, env)))
  const [firstUrl, secondUrl] = await Promise.all([urlOf(first!), urlOf(second!)])
  const records = documents.systemRepository(keyRecords, systemScope('test'))

  const lost = lostDraft(firstUrl, 'k')
  await waitUntil(() => starts.length > 0)
  const [held] = await records.find({})
  // A lease that is renewed is younger than when it was taken.
  await waitUntil(async () => (await records.find({}))[0]!.leaseUntil > held!.leaseUntil)
  await first!.kill()
  expect(await first!.exited).toEqual({ code: null, signal: 'SIGKILL' })
  expect(await lost).toBe('lost')
  const [left] = await records.find({})
  expect(left).toMatchObject({ status: null, holder: held!.holder, commandId: starts[0] })
  expect(left!.leaseUntil.getTime()).toBeLessThanOrEqual(Date.now() + leaseMs)

  const answering = draft(secondUrl, 'k')
  await waitUntil(() => starts.length > 1, { timeoutMs: 3 * leaseMs })
  expect(Date.now()).toBeGreaterThanOrEqual(left!.leaseUntil.getTime())
  ended = true
  bus.publish(runChanged, { team: held!.teamId, run: 'synth_1' }, { seq: 2, ended: true })
  const response = await answering
  expect([response.status, (await response.json()) as object]).toMatchObject([200, { run_id: 'synth_1' }])
  expect(starts).toEqual([held!.commandId, held!.commandId])
  expect([...runs.values()]).toEqual(['synth_1'])
  const again = await draft(secondUrl, 'k')
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  await second!.stop()
})

it('a gateway stopped before it has answered gives the key back', async () => {
  const env = { FIRST_API_KEY: firstKey, IDEMPOTENCY_LEASE_MS: '600000', SHUTDOWN_GRACE_MS: '4000' }
  const gateway = await spawnGateway({ broker, store }, env)
  const records = documents.systemRepository(keyRecords, systemScope('test'))
  const lost = lostDraft(await urlOf(gateway), 'given back')
  await waitUntil(() => starts.length > 0)
  const [held] = await records.find({ commandId: starts[0]! })
  expect(held!.leaseUntil.getTime()).toBeGreaterThan(Date.now() + 500_000)
  await gateway.stop()
  expect(await lost).toBe('lost')
  const [left] = await records.find({ commandId: starts[0]! })
  expect(left).toMatchObject({ status: null, commandId: starts[0] })
  expect(left!.leaseUntil.getTime()).toBeLessThanOrEqual(Date.now())
})
