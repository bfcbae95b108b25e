import { engineCalls, probeStep } from '@synthwright/contracts'
import { apiClient, connectRaw, startSystem, waitUntil, type RawConnection, type System } from '@synthwright/testing'
import { fastEngine } from '../runs/fast-engine.ts'
import { allWell, probeRuns } from '../runs/probe-runs.ts'

const repeater = { user: 'repeater', password: 'repeater' }

let system: System
let wire: RawConnection
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, brokerUsers: [repeater] })
  wire = await connectRaw(system.broker.url, repeater)
})
afterAll(async () => {
  wire.close()
  await system.stop()
})

it('acceptance 73: does nothing twice though every message comes twice at once, and again when its run is over', async () => {
  const probes = probeRuns(system, apiClient(system.url, system.apiKey))
  const messages: string[] = []
  const repeats = new Set<string>()
  const answers: string[] = []
  await wire.listen('_INBOX.verifier.>', ({ payload }) => void answers.push(payload))
  await wire.listen(probeStep.subject, ({ payload }) => {
    // It hears itself as well.
    if (repeats.has(payload)) return
    repeats.add(payload)
    messages.push(payload)
    for (let times = 0; times < 2; times += 1) wire.publish(probeStep.subject, payload)
  })
  await probes.many(40, { atOnce: 8, withinMs: 20_000 })
  expect(messages.length).toBe(40 * 4)

  const refused = () => answers.filter((answer) => answer.startsWith('{"accepted":false')).length
  const refusedAtOnce = refused()
  expect(refusedAtOnce).toBeGreaterThan(0)
  for (const message of messages) wire.publish(probeStep.subject, message)
  await probes.many(8, { atOnce: 8, withinMs: 20_000 })
  expect(refused()).toBeGreaterThan(refusedAtOnce)
  expect(await probes.fate()).toEqual(allWell(48))
})

it('acceptance 73: takes a finish once that is delivered again, at once and when its run is over, and says so again', async () => {
  const probes = probeRuns(system, apiClient(system.url, system.apiKey))
  const { subject } = engineCalls.verifier.finish
  const finishes = new Set<string>()
  let asked = 0
  // The broker lets a service answer once to each address.
  const again = (finish: string) => wire.publish(subject, finish, `_INBOX.repeater.${(asked += 1)}`)
  const answers: string[] = []
  await wire.listen('_INBOX.repeater.>', ({ payload }) => void answers.push(payload))
  await wire.listen(subject, ({ payload }) => {
    if (finishes.has(payload)) return
    finishes.add(payload)
    for (let times = 0; times < 2; times += 1) again(payload)
  })
  await probes.many(20, { atOnce: 4, withinMs: 20_000 })
  finishes.forEach(again)
  expect(finishes.size).toBe(20 * 4)
  await waitUntil(() => answers.length === 3 * finishes.size)
  expect(new Set(answers)).toEqual(new Set(['{"accepted":true}']))
  expect(await probes.fate()).toEqual(allWell(20))
})
