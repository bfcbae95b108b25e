import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@synthwright/testing'

interface Ready {
  url: string
  pids: Record<string, number>
}

let dataDir: string
const launchers: ChildProcess[] = []
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'synthwright-start-'))))
afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 })
})

const start = () => {
  const launcher = fork(join(import.meta.dirname, 'main.ts'), ['--data', dataDir], { silent: true })
  launchers.push(launcher)
  let text = ''
  for (const stream of [launcher.stdout!, launcher.stderr!])
    stream.setEncoding('utf8').on('data', (said) => (text += said))
  const ready = once(launcher, 'message').then(([message]) => message as Ready)
  return { launcher, ready, ended: once(launcher, 'close'), text: () => text }
}

const alive = (pids: Record<string, number>) =>
  Object.entries(pids).flatMap(([name, pid]) => {
    try {
      process.kill(pid, 0)
      return [name]
    } catch {
      return []
    }
  })

const everything = ['gateway', 'jobs', 'graph', 'llm-worker', 'verifier', 'broker', 'store'].sort()

it('starts everything, tells how to reach it, and leaves nothing behind', async () => {
  const { launcher, ready, ended, text } = start()
  const { url, pids } = await ready
  expect(alive(pids).sort()).toEqual(everything)
  const key = (await readFile(join(dataDir, 'first-key'), 'utf8')).trim()
  expect((await stat(join(dataDir, 'first-key'))).mode & 0o777).toBe(0o600)
  const answer = await fetch(`${url}/api/projects`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  await waitUntil(() => text().includes('Logs'))
  for (const said of [url, `${url}/docs`, key, join(dataDir, 'logs')]) expect(text()).toContain(said)

  launcher.kill('SIGINT')
  expect(await ended).toEqual([0, null])
  expect(alive(pids)).toEqual([])
}, 30_000)

it('leaves nothing behind when the launcher is killed, and starts again on the same data', async () => {
  const first = start()
  const { pids } = await first.ready
  first.launcher.kill('SIGKILL')
  await waitUntil(() => alive(pids).length === 0)

  const second = start()
  const { url } = await second.ready
  const key = (await readFile(join(dataDir, 'first-key'), 'utf8')).trim()
  expect((await fetch(`${url}/api/projects`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200)
}, 30_000)

it('says plainly that it is running already', async () => {
  const first = start()
  const { url } = await first.ready
  const second = start()
  expect(await second.ended).toEqual([1, null])
  expect(second.text()).toBe(`Synthwright is running on ${dataDir} already: ${url}\n`)
}, 30_000)

it.each(['graph', 'broker', 'store'])(
  'starts %s again when it dies, and serves again',
  async (name) => {
    const { ready, text } = start()
    const { url, pids } = await ready
    const key = (await readFile(join(dataDir, 'first-key'), 'utf8')).trim()
    process.kill(pids[name]!, 'SIGKILL')
    await waitUntil(() => text().includes(`${name} is up again`), { timeoutMs: 15_000 })
    const list = () => fetch(`${url}/api/projects`, { headers: { authorization: `Bearer ${key}` } })
    await waitUntil(async () => (await list()).status === 200, { timeoutMs: 15_000, everyMs: 200 })
  },
  40_000,
)
