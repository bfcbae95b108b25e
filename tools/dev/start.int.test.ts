import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@synthwright/testing'

interface Ready {
  url: string
  pids: Record<string, number>
}

let dataDir: string
const launchers: ChildProcess[] = []
beforeAll(async () => (dataDir = await mkdtemp(join(tmpdir(), 'synthwright-start-'))))
afterAll(async () => {
  for (const launcher of launchers) launcher.kill('SIGKILL')
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

const projects = async ({ url }: Ready) => {
  const key = (await readFile(join(dataDir, 'first-key'), 'utf8')).trim()
  return (await fetch(`${url}/api/projects`, { headers: { authorization: `Bearer ${key}` } })).status
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

describe('npm start', () => {
  let running: ReturnType<typeof start>
  let system: Ready
  beforeAll(async () => {
    running = start()
    system = await running.ready
  }, 30_000)

  it('starts everything and tells how to reach it', async () => {
    expect(alive(system.pids).sort()).toEqual(everything)
    expect((await stat(join(dataDir, 'first-key'))).mode & 0o777).toBe(0o600)
    expect(await projects(system)).toBe(200)
    await waitUntil(() => running.text().includes('Logs'))
    const key = (await readFile(join(dataDir, 'first-key'), 'utf8')).trim()
    for (const said of [system.url, `${system.url}/docs`, key, join(dataDir, 'logs')])
      expect(running.text()).toContain(said)
  })

  it('closes what it makes to other users, and keeps its secrets out of the store', async () => {
    const made = await readdir(dataDir, { recursive: true, withFileTypes: true })
    const paths = made.map((entry) => join(entry.parentPath, entry.name))
    const open = await Promise.all(paths.map(async (path) => [path, (await stat(path)).mode & 0o077] as const))
    expect(open.filter(([, mode]) => mode !== 0)).toEqual([])

    const secrets = await Promise.all(
      ['first-key', 'auth-secret'].map(async (file) => (await readFile(join(dataDir, file), 'utf8')).trim()),
    )
    const holding = made
      .filter((entry) => entry.isFile() && !['first-key', 'auth-secret'].includes(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => secrets.some((secret) => readFileSync(path, 'latin1').includes(secret)))
    expect(holding).toEqual([])
  })

  it('says plainly that it is running already', async () => {
    const second = start()
    expect(await second.ended).toEqual([1, null])
    expect(second.text()).toBe(`Synthwright is running on ${dataDir} already: ${system.url}\n`)
  })

  it.each(['graph', 'broker', 'store'])(
    'starts %s again when it dies, and serves again',
    async (name) => {
      process.kill(system.pids[name]!, 'SIGKILL')
      await waitUntil(() => running.text().includes(`${name} is up again`), { timeoutMs: 15_000 })
      await waitUntil(async () => (await projects(system)) === 200, { timeoutMs: 15_000, everyMs: 200 })
    },
    40_000,
  )

  it('leaves nothing behind when it is stopped', async () => {
    running.launcher.kill('SIGINT')
    expect(await running.ended).toEqual([0, null])
    expect(alive(system.pids)).toEqual([])
  }, 20_000)

  it('leaves nothing behind when it is killed, and starts again on the same data', async () => {
    const killed = start()
    const { pids } = await killed.ready
    killed.launcher.kill('SIGKILL')
    await waitUntil(() => alive(pids).length === 0)
    expect(await projects(await start().ready)).toBe(200)
  }, 40_000)
})
