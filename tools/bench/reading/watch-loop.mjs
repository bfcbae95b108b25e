// Preloaded into a service: notes how long its event loop was blocked, one line of JSON for each block.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const leastMs = 25

if (isMainThread) {
  const file = join(new URL(import.meta.url).searchParams.get('folder'), String(process.pid))
  const spent = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let before = spent()
  // Processor time of the thread between two ticks: a machine that runs something else meanwhile does not count.
  setInterval(() => {
    const now = spent()
    const ms = now - before
    before = now
    if (ms >= leastMs) appendFileSync(file, `${JSON.stringify({ at: Date.now(), ms })}\n`)
  }, everyMs).unref()
}
