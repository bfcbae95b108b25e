import { getRunRoute, listRunsRoute } from '@synthwright/contracts'
import { apiClient, connectRaw, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { readFile } from 'node:fs/promises'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { doubledIn, historyOf } from '../runs/run-history.ts'

const observer = { user: 'observer', password: 'observer' }

let system: System
let api: ApiClient
let drafts: Awaited<ReturnType<typeof ferryDrafts>>
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, faultProxies: true, brokerUsers: [observer] })
  api = apiClient(system.url, system.apiKey)
  drafts = await ferryDrafts(api)
})
afterAll(() => system.stop())

const isStopped = async (pid: number) => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[2] === 'T'

it('acceptance 73: refuses the late finish of a worker that hung for two leases, and takes the next attempt’s', async () => {
  const wire = await connectRaw(system.broker.url, observer)
  const replies: string[] = []
  await wire.listen('_INBOX.verifier.>', ({ payload }) => void replies.push(payload))

  const { pid } = system.services.get('verifier')!
  const { broker } = system.wires.get('verifier')!
  const reached = broker.holdFrom(/PUB call\.jobs\.finish[^]*"step":"check"/)
  const answer = drafts.draft()
  await reached
  const frozenAt = Date.now()
  process.kill(pid, 'SIGSTOP')
  await waitUntil(() => isStopped(pid))

  const newest = async () => (await api.expect(listRunsRoute, { query: { kind: 'artifact.draft', limit: 1 } })).runs[0]!
  const { run_id } = await newest()
  const twoLeasesMs = 2 * Number(fastEngine.ENGINE_LEASE_MS)
  await waitUntil(() => Date.now() - frozenAt > twoLeasesMs, { everyMs: 50 })
  const meanwhile = await api.expect(getRunRoute, { params: { run_id } })
  expect(meanwhile).toMatchObject({ status: 'running', attempts: expect.any(Number) })

  process.kill(pid, 'SIGCONT')
  broker.release()
  const { artifact, run_id: answered } = await answer
  expect(answered).toBe(run_id)
  expect(artifact.markdown).toBe(drafts.undisturbed)
  const history = await historyOf(api, run_id)
  expect(doubledIn(history)).toEqual([])
  const checks = history.filter(({ step, type }) => step === 'check' && type.startsWith('task.'))
  expect(checks.map(({ type, attempt }) => `${type} ${attempt}`)).toEqual([
    'task.claimed 1',
    'task.retry 1',
    'task.claimed 2',
    'task.done 2',
  ])
  expect(replies).toContain('{"accepted":false}')
  wire.close()
})
