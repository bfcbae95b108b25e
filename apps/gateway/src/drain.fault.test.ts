import { getArtifactRun, startDraft, watchRun } from '@synthwright/contracts'
import { answer, connectBus, type Bus } from '@synthwright/messaging'
import { startBroker, startStore, waitUntil, type Broker, type RunningStore } from '@synthwright/testing'
import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { drawApiKey } from './identity/api-key.ts'
import { drafted, runView } from './testing/samples.ts'
import { spawnGateway, urlOf } from './testing/spawn-gateway.ts'

const firstKey = drawApiKey()
const agent = new Agent({ keepAlive: true, maxSockets: 4 })
let broker: Broker
let store: RunningStore
let bus: Bus
beforeAll(async () => {
  ;[broker, store] = await Promise.all([startBroker(), startStore()])
  bus = await connectBus({ service: 'jobs', instance: 'fake', servers: broker.url })
})
afterAll(async () => {
  agent.destroy()
  await bus.stop(0)
  await Promise.all([broker.stop(), store.stop()])
})

/** Asks over connections that are kept; rejects when one is refused or reset. */
const ask = (
  url: string,
  { method = 'GET', body }: { method?: string; body?: string } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; reused: boolean }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${firstKey}`, ...(body ? { 'content-type': 'application/json' } : {}) }
    const asking = request(url, { agent, method, headers }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, reused: asking.reusedSocket })
      })
    })
    asking.once('error', reject)
    asking.end(body)
  })

it('a gateway that is to stop is unready first, answers all that comes meanwhile, and then ends', async () => {
  let ended = false
  let asked = 0
  await bus.serve([
    answer(startDraft, async () => ({ runId: 'synth_1' })),
    answer(watchRun, async ({ runId }) => {
      asked += 1
      return { run: runView(runId), ended, history: [] }
    }),
    answer(getArtifactRun, async ({ runId }) => drafted(runId)),
  ])
  const gateway = await spawnGateway({ broker, store }, { FIRST_API_KEY: firstKey, SHUTDOWN_WAIT_MS: '12000' })
  const url = await urlOf(gateway)
  const me = () => ask(`${url}/api/auth/me`)
  await me()
  expect(await me()).toMatchObject({ status: 200, reused: true, headers: { connection: 'keep-alive' } })
  const draft = ask(`${url}/api/synthesis/draft`, { method: 'POST', body: '{"goal":"g"}' })
  await waitUntil(() => asked > 0)

  gateway.signal('SIGTERM')
  const statuses: number[] = []
  await waitUntil(async () => {
    const { status, headers } = await me()
    statuses.push(status)
    // A busy machine may be unready for a moment before the signal is heard: then no connection is told to close.
    return (await ask(`${url}/health/ready`)).status === 503 && headers.connection === 'close'
  })
  const meanwhile = await Promise.all(Array.from({ length: 20 }, me))
  expect(new Set([...statuses, ...meanwhile.map(({ status }) => status)])).toEqual(new Set([200]))
  expect(new Set(meanwhile.map(({ headers }) => headers.connection))).toEqual(new Set(['close']))
  expect((await ask(`${url}/health/live`)).status).toBe(200)

  ended = true
  expect(gateway.running).toBe(true)
  expect(await gateway.exited).toEqual({ code: 0, signal: null })
  expect(await draft).toMatchObject({ status: 200, headers: { connection: 'close' } })
}, 60_000)
