import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { duration, step } from '../bootstrap/say.mjs'
import { median, type Bench } from './bench.ts'
import { launch, type Launched } from './launch.ts'
import { pssMb } from './memory.ts'

const runs = 5
// Start-up work is over by then.
const settleMs = 5_000

const withLaunch = async <T>(use: (launched: Launched) => Promise<T>): Promise<T> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'synthwright-bench-'))
  try {
    const launched = await launch(dataDir)
    try {
      return await use(launched)
    } finally {
      await launched.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

const measureMemory = async ({ readyMs, pids }: Launched) => {
  await sleep(settleMs)
  const memory = await Promise.all(Object.entries(pids).map(async ([name, pid]) => [name, await pssMb(pid)] as const))
  return { readyMs, memory }
}

/**
 * Time from a prepared tree to all ready on an empty data directory, and memory when idle. The first run may still fill
 * Node's compile cache, so it is told apart; of the others the median counts.
 */
export const startBench: Bench = async (stopped) => {
  const once = () => withLaunch(async ({ readyMs }) => readyMs)
  const first = await step('First start', once, (ms) => `First start: ready in ${duration(ms)}`)
  const times: number[] = []
  for (let run = 1; run < runs && !stopped.aborted; run++)
    times.push(await step(`Start ${run + 1}`, once, (ms) => `Start ${run + 1}: ready in ${duration(ms)}`))
  const { readyMs, memory } = await step(
    'Memory when idle',
    () => withLaunch(measureMemory),
    () => 'Memory when idle',
  )
  const readings = [...times, readyMs]
  const known = memory.map(([, mb]) => mb).filter((mb) => mb !== null)
  const sum = known.length === memory.length ? known.reduce((a, b) => a + b, 0) : null
  const shown = (mb: number | null) => (mb === null ? 'not told by this system' : `${mb.toFixed(1)} MB`)
  return {
    rows: [
      ['all ready, first start', duration(first)],
      ['all ready, median of later starts', `${duration(median(readings))}  (${readings.map(duration).join(', ')})`],
      ...memory.map(([name, mb]) => [`idle memory of ${name}`, shown(mb)] as const),
      ['idle memory, sum', shown(sum)],
    ],
    figures: { readyMs: Math.round(median(readings)), idlePssMb: sum === null ? null : Math.round(sum) },
  }
}
