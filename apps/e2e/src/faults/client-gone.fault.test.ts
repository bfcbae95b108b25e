import { draftRoute, listRunsRoute, runEventsRoute } from '@synthwright/contracts'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { randomUUID } from 'node:crypto'
import { ferryGoal } from '../ferry.ts'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { doubledIn, entriesOf, historyOf } from '../runs/run-history.ts'

let system: System
let api: ApiClient
let drafts: Awaited<ReturnType<typeof ferryDrafts>>
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, faultProxies: true })
  api = apiClient(system.url, system.apiKey)
  drafts = await ferryDrafts(api)
})
afterAll(() => system.stop())

/** A draft that stands before its last step until `release`. */
const heldDraft = async (headers: Record<string, string>) => {
  const { broker } = system.wires.get('verifier')!
  const reached = broker.holdFrom(/PUB call\.jobs\.finish[^]*"step":"check"/)
  const leaving = new AbortController()
  const body = { goal: ferryGoal, project: drafts.project }
  const answering = api.send(draftRoute, { body, headers, signal: leaving.signal })
  answering.catch(() => {})
  await reached
  const { runs } = await api.expect(listRunsRoute, { query: { kind: 'artifact.draft', limit: 1 } })
  expect(runs[0]).toMatchObject({ status: 'running' })
  return { runId: runs[0]!.run_id, answering, leave: () => leaving.abort(), release: () => broker.release() }
}

const follow = async (runId: string, lastEventId?: string) => {
  const leaving = new AbortController()
  const response = await fetch(`${api.url}${runEventsRoute.path.replace(':run_id', runId)}`, {
    headers: {
      authorization: `Bearer ${system.apiKey}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  })
  let text = ''
  const done = (async () => {
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) text += piece
  })()
  done.catch(() => {})
  return { done, entries: () => entriesOf(text), leave: () => leaving.abort() }
}

it('ends the draft of a client that hung up, and tells one that comes back what it missed, once', async () => {
  const { runId, answering, leave, release } = await heldDraft({})
  const first = await follow(runId)
  await waitUntil(() => first.entries().length > 5)
  leave()
  first.leave()
  await expect(answering).rejects.toThrow('abort')
  await expect(first.done).rejects.toThrow('abort')
  const seen = first.entries()

  release()
  const second = await follow(runId, String(seen.at(-1)!.seq))
  await second.done
  const history = await historyOf(api, runId)
  expect([...seen, ...second.entries()]).toEqual(history)
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, at) => at + 1))
  expect(history.at(-1)!.type).toBe('run.succeeded')
  const third = await api.send(runEventsRoute, {
    params: { run_id: runId },
    headers: { 'last-event-id': String(history.at(-1)!.seq) },
  })
  expect(third.status).toBe(204)
})

it('answers a client with the draft it began before the gateway died', async () => {
  const key = randomUUID()
  const { runId, answering, release } = await heldDraft({ 'idempotency-key': key })
  const gateway = system.services.get('gateway')!
  const { pid } = gateway
  await gateway.kill()
  expect(isDead(pid)).toBe(true)
  await expect(answering).rejects.toThrow('fetch failed')
  await gateway.restart()
  release()
  const again = await drafts.draft({ 'idempotency-key': key })
  expect(again.run_id).toBe(runId)
  expect(again.artifact.markdown).toBe(drafts.undisturbed)
  expect(doubledIn(await historyOf(api, runId))).toEqual([])
})
