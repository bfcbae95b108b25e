import { spawn, type ChildProcess } from 'node:child_process'

const live = new Set<number>()
let guard: ChildProcess | null = null

// A hook on 'exit' would not run after SIGKILL, and a test runner's sandbox never fires it. A pipe closes in every case.
const script = 'while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -9 $pids'

const startGuard = (): ChildProcess => {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin.on('error', () => {})
  return child
}

/** Kills `pid` when this process ends before it, in whatever way; forgets it once it has exited. */
export const guardProcess = (pid: number, exited: Promise<unknown>): void => {
  const tell = () => guard?.stdin?.write(`${[...live].join(' ')}\n`)
  guard ??= startGuard()
  live.add(pid)
  tell()
  void exited.then(() => {
    live.delete(pid)
    tell()
    if (live.size > 0) return
    guard?.stdin?.end()
    guard = null
  })
}
