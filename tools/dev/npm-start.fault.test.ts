import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort, waitUntil } from '@synthwright/testing'
import { findNpm } from '../bootstrap/npm.mjs'
import { holdDataDir } from './hold-data-dir.ts'

const root = join(import.meta.dirname, '../..')

interface Process {
  pid: number
  parent: number
  command: string
}

const processes = (): Process[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command: command! }))

/** The process and everything below it. */
const treeOf = (pid: number): Process[] => {
  const all = processes()
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return [...all.filter((one) => one.pid === pid), ...below(pid)]
}

const refused = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => (socket.destroy(), resolve(false)))
    socket.once('error', () => resolve(true))
  })

let dataDir: string
let started: Process[] = []
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'synthwright-npm-'))))
afterEach(async () => {
  const living = new Set(processes().map(({ pid, command }) => `${pid} ${command}`))
  for (const { pid, command } of started) if (living.has(`${pid} ${command}`)) process.kill(pid, 'SIGKILL')
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 })
})

/** Starts everything through npm, from a shell that does what it is told first. */
const npmStart = async (shellBefore: string) => {
  const port = await freePort()
  const npm = `"${process.execPath}" "${findNpm()}" start --silent -- --data "${dataDir}"`
  const shell: ChildProcess = spawn('/bin/sh', ['-c', `${shellBefore} ${npm} & echo npm $!; wait`], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      NODE_OPTIONS: '',
      GATEWAY_PORT: String(port),
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [shell.stdout!, shell.stderr!]) stream.setEncoding('utf8').on('data', (said) => (text += said))
  const ended = once(shell, 'close')
  await waitUntil(() => text.includes('Synthwright is up'), { timeoutMs: 60_000, what: `the start; ${text}` })
  started = treeOf(shell.pid!)
  const launcher = started.find(({ command }) => command.includes('tools/dev/main.ts'))!
  return { npm: Number(/npm (\d+)/.exec(text)![1]), launcher: launcher.pid, port, ended }
}

it.each<[string, string, 'npm' | 'launcher', NodeJS.Signals[]]>([
  ['SIGTERM to npm', '', 'npm', ['SIGTERM']],
  ['SIGTERM to npm below a shell that ignores SIGINT', "trap '' INT;", 'npm', ['SIGTERM']],
  ['SIGTERM to what npm started', '', 'launcher', ['SIGTERM']],
  ['SIGHUP to npm, as when a terminal is closed', '', 'npm', ['SIGHUP']],
  ['SIGKILL to npm', '', 'npm', ['SIGKILL']],
])(
  '%s stops everything',
  async (_, shellBefore, to, signals) => {
    const running = await npmStart(shellBefore)
    expect(started.map(({ command }) => command).filter((command) => command.includes('/apps/'))).toHaveLength(5)
    for (const signal of signals) process.kill(running[to], signal)
    const alive = () => {
      const living = new Map(processes().map(({ pid, command }) => [pid, command]))
      return started.filter(({ pid, command }) => living.get(pid) === command)
    }
    await waitUntil(() => alive().length === 0, { timeoutMs: 30_000, what: 'everything to be gone' })
    expect(await refused(running.port)).toBe(true)
    const place = holdDataDir(dataDir)
    expect(place).toHaveProperty('held')
    if ('held' in place) place.held.release()
  },
  120_000,
)
