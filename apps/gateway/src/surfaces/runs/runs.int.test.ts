import { runChanged, watchRun, type HistoryEntry } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import { entry, runView } from '../../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
let history: HistoryEntry[]
let ended: boolean

beforeAll(async () => {
  gateway = await startGateway()
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())

beforeEach(() => {
  history = [entry(1, 'run.created'), entry(2, 'run.started')]
  ended = false
  gateway.services.forget()
  gateway.services.on(watchRun, ({ runId, afterSeq }) => {
    if (runId !== 'synth_1') throw new AppError('run_not_found', 'no')
    return { run: runView(runId), ended, history: history.filter(({ seq }) => seq > afterSeq) }
  })
})

const tell = (progress?: { done: number; total: number }) =>
  gateway.bus.publish(runChanged, { team: owner.teamId, run: 'synth_1' }, { seq: history.length, ended, progress })

const happen = (type: HistoryEntry['type'] = 'task.done') => {
  history.push(entry(history.length + 1, type))
  ended = type === 'run.succeeded'
  tell()
}

/** Follows the run and collects what comes, as text, until the stream ends. */
const follow = async (headers: Record<string, string> = {}, path = '/runs/synth_1/events') => {
  const leaving = new AbortController()
  const response = await fetch(gateway.url + path, {
    headers: { authorization: `Bearer ${owner.key}`, ...headers },
    signal: leaving.signal,
  })
  let text = ''
  const done = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk
  })()
  return {
    done,
    text: () => text,
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
    leave: () => leaving.abort(),
  }
}

it('shows a run', async () => {
  const answer = await gateway.ask(owner.key, 'GET', '/runs/synth_1')
  expect([answer.status, answer.body]).toEqual([200, runView('synth_1')])
})

it.each(['/runs/other', '/runs/other/events', '/runs/*', '/runs/*/events', '/runs/%3E/events', '/runs/a.b/events'])(
  'does not know %s',
  async (path) => {
    const answer = await gateway.ask(owner.key, 'GET', path)
    expect([answer.status, answer.body.message]).toEqual([404, 'Run not found'])
  },
)

describe('events', () => {
  it('begin with the history, go on, and end with the run', async () => {
    const stream = await follow()
    await waitUntil(() => stream.ids().length === 2)
    happen()
    await waitUntil(() => stream.ids().length === 3)
    happen('run.succeeded')
    await stream.done
    expect(stream.ids()).toEqual([1, 2, 3, 4])
    expect(stream.text()).toContain(
      `id: 4\nevent: run.succeeded\ndata: ${JSON.stringify(entry(4, 'run.succeeded'))}\n\n`,
    )
  })

  it('begin after what the client has already', async () => {
    const stream = await follow({ 'last-event-id': '1' })
    happen('run.succeeded')
    await stream.done
    expect(stream.ids()).toEqual([2, 3])
  })

  it.each(['-1', 'x', '1; drop', '9'.repeat(30)])('begin at the start for the id %s, which is none', async (id) => {
    happen('run.succeeded')
    const stream = await follow({ 'last-event-id': id })
    await stream.done
    expect(stream.ids()).toEqual([1, 2, 3])
  })

  it('tell progress without an id', async () => {
    const stream = await follow()
    await waitUntil(() => stream.ids().length === 2)
    tell({ done: 1, total: 3 })
    await waitUntil(() => stream.text().includes('progress'))
    expect(stream.text()).toContain('\n\nevent: progress\ndata: {"type":"progress","done":1,"total":3}\n\n')
    happen('run.succeeded')
    await stream.done
    expect(stream.ids()).toEqual([1, 2, 3])
  })

  it('come within a second when the wake-up was lost', async () => {
    const stream = await follow()
    await waitUntil(() => stream.ids().length === 2)
    history.push(entry(3, 'run.succeeded'))
    ended = true
    await stream.done
    expect(stream.ids()).toEqual([1, 2, 3])
  })

  it('miss nothing that happens between asking and listening', async () => {
    let first = true
    gateway.services.on(watchRun, ({ runId, afterSeq }) => {
      const answer = { run: runView(runId), ended, history: history.filter(({ seq }) => seq > afterSeq) }
      // It ends right after the first answer was made, and says so once.
      if (first) happen('run.succeeded')
      first = false
      return answer
    })
    const startedAt = Date.now()
    const stream = await follow()
    await stream.done
    expect(stream.ids()).toEqual([1, 2, 3])
    expect(Date.now() - startedAt).toBeLessThan(900)
  })

  it('go on while jobs is away for a moment', async () => {
    const stream = await follow()
    await waitUntil(() => stream.ids().length === 2)
    gateway.services.on(watchRun, () => {
      throw new AppError('store_unavailable', 'gone')
    })
    tell()
    await waitUntil(() => gateway.services.asked.length > 1)
    gateway.services.on(watchRun, ({ runId, afterSeq }) => ({
      run: runView(runId),
      ended,
      history: history.filter(({ seq }) => seq > afterSeq),
    }))
    happen('run.succeeded')
    await stream.done
    expect(stream.ids()).toEqual([1, 2, 3])
  })

  it('that the client has all of are not offered again', async () => {
    happen('run.succeeded')
    const { status } = await gateway.ask(owner.key, 'GET', '/runs/synth_1/events', undefined, { 'last-event-id': '3' })
    expect(status).toBe(204)
  })

  it('are nobody’s business in another team', async () => {
    const stranger = await seedMember(gateway.identity)
    const stream = await follow()
    gateway.bus.publish(
      runChanged,
      { team: stranger.teamId, run: 'synth_1' },
      { seq: 9, ended: false, progress: { done: 7, total: 7 } },
    )
    happen('run.succeeded')
    await stream.done
    expect(stream.text()).not.toContain('"done":7')
  })

  it('stop being asked for when the client leaves', async () => {
    const stream = await follow()
    await waitUntil(() => stream.ids().length === 2)
    stream.leave()
    await expect(stream.done).rejects.toThrow()
    gateway.services.asked.length = 0
    await expect(waitUntil(() => gateway.services.asked.length, { timeoutMs: 1_200 })).rejects.toThrow()
  })
})
