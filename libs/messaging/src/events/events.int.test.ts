import { graphChanged, runCancelled, runChanged } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import type { Bus } from '../bus.ts'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { echo, greet } from '../testing/contracts.ts'
import { answer } from '../calls/answer.ts'

let messaging: Messaging
let jobs: Bus
let gateway: Bus
let graph: Bus
beforeAll(async () => {
  messaging = await startMessaging()
})
afterAll(() => messaging.stop())
beforeEach(async () => {
  jobs = await messaging.connect('jobs')
  gateway = await messaging.connect('gateway')
  graph = await messaging.connect('graph')
})
afterEach(() => messaging.close())

/** The broker knows the subscriptions a bus has made once it has answered this. */
const settled = (bus: Bus) => bus.serve([answer(bus === graph ? echo : greet, async ({ text }) => ({ text }))])

describe('publish and subscribe', () => {
  it('hears the events of its params, and no others', async () => {
    const one = gateway.subscribe(runChanged, { team: 't1', run: 'r1' })
    const all = gateway.subscribe(runChanged, { team: '*', run: '*' })
    await settled(gateway)
    jobs.publish(runChanged, { team: 't1', run: 'r2' }, { seq: 1, ended: false })
    jobs.publish(graphChanged, { team: 't1' }, { rev: 3 })
    jobs.publish(runChanged, { team: 't1', run: 'r1' }, { seq: 2, ended: true, extra: 1 } as never)
    const heard: unknown[] = []
    for await (const event of all) if (heard.push(event) === 2) break
    expect(heard).toEqual([
      { params: { team: 't1', run: 'r2' }, body: { seq: 1, ended: false } },
      { params: { team: 't1', run: 'r1' }, body: { seq: 2, ended: true } },
    ])
    for await (const event of one) {
      expect(event).toEqual(heard[1])
      break
    }
  })

  it('ends when it is closed, after what was heard before', async () => {
    const events = graph.subscribe(runCancelled, { run: '*' })
    await settled(graph)
    const heard: string[] = []
    const ended = (async () => {
      for await (const { params } of events) heard.push(params.run)
    })()
    jobs.publish(runCancelled, { run: 'r1' }, {})
    await waitUntil(() => heard.length === 1)
    events.close()
    await ended
    jobs.publish(runCancelled, { run: 'r2' }, {})
    expect(heard).toEqual(['r1'])
  })

  it('ends when the bus stops', async () => {
    const events = graph.subscribe(runCancelled, { run: '*' })
    const ended = (async () => {
      for await (const event of events) void event
    })()
    await graph.stop(0)
    await ended
  })

  it.each(['a.b', '>', 'a b', '', '*x'])('refuses to listen to %j, which is no id', (run) => {
    expect(() => gateway.subscribe(runChanged, { team: 't1', run })).toThrow(
      expect.objectContaining({ code: 'contract_violated' }),
    )
  })

  it('never throws when it publishes', async () => {
    await jobs.stop(0)
    jobs.publish(runCancelled, { run: 'r1' }, {})
    graph.publish(graphChanged, { team: '*' }, { rev: 1 })
    graph.publish(graphChanged, { team: 't1' }, { rev: 'x' } as never)
  })
})
