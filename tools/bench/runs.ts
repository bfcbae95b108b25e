import { serviceNames } from '@synthwright/contracts'
import { startSystem, startTraceCollector, type CollectedSpan, type System } from '@synthwright/testing'
import { step } from '../bootstrap/say.mjs'
import { percentile, round, type Bench } from './bench.ts'
import { cpuMs } from './cpu-time.ts'
import type { Load } from './load.ts'
import { probeLoad, type ProbeLoad } from './probe-load.ts'
import { meanShares, shareTime, type TimeShares } from './where-time-goes.ts'

const warmUp = { count: 300, concurrency: 16 }
const passes = [
  { count: 300, concurrency: 1 },
  { count: 800, concurrency: 16 },
  { count: 2_000, concurrency: 64 },
]
const tracedRuns = 100

const withSystem = async <T>(env: Record<string, string>, use: (system: System, load: ProbeLoad) => Promise<T>) => {
  const system = await startSystem({ env: { ENGINE_PROBE: 'on', LOG_LEVEL: 'warn', ...env } })
  const load = probeLoad(system)
  try {
    return await use(system, load)
  } finally {
    load.close()
    await system.stop()
  }
}

const processesOf = ({ services, store, broker }: System): [name: string, pid: number][] => [
  ...serviceNames.map((name): [string, number] => [name, services.get(name)!.pid]),
  ['store', store.pid],
  ['broker', broker.pid],
  ['this benchmark', process.pid],
]

const cpuOf = (system: System) => Promise.all(processesOf(system).map(([, pid]) => cpuMs(pid)))

interface Pass {
  concurrency: number
  load: Load<unknown>
  /** CPU time of one run by process, where the system tells it. */
  cpuMsPerRun: [name: string, ms: number][]
}

const measure = async (
  system: System,
  probe: ProbeLoad,
  { count, concurrency }: (typeof passes)[number],
): Promise<Pass> => {
  const before = await cpuOf(system)
  const load = await probe.drive(count, concurrency)
  const after = await cpuOf(system)
  const used = processesOf(system).map(([name], i): [string, number | null] => {
    const [from, to] = [before[i]!, after[i]!]
    return [name, from === null || to === null ? null : (to - from) / count]
  })
  return { concurrency, load, cpuMsPerRun: used.filter((entry): entry is [string, number] => entry[1] !== null) }
}

const timed = (stopped: AbortSignal) =>
  withSystem({}, async (system, probe) => {
    await step(
      'Warm-up',
      () => probe.drive(warmUp.count, warmUp.concurrency),
      ({ perSecond }) => `Warm-up: ${round(perSecond)} runs per second`,
    )
    const done: Pass[] = []
    for (const pass of passes) {
      stopped.throwIfAborted()
      done.push(
        await step(
          `${pass.concurrency} at a time`,
          () => measure(system, probe, pass),
          ({ load }) => `${pass.count} runs, ${pass.concurrency} at a time: ${round(load.perSecond)} per second`,
        ),
      )
    }
    const lost = await step('Looking for them', probe.lost, (missing) =>
      missing ? `${missing} runs are lost` : 'Every run is found again',
    )
    return { passes: done, lost }
  })

const isRoot = ({ kind, name }: CollectedSpan) => kind === 'server' && name === 'POST /internal/probe'

/** A separate pass, since making and sending spans takes its own time. */
const traced = async (): Promise<TimeShares> => {
  const collector = await startTraceCollector()
  try {
    return await withSystem({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint }, async (_, probe) => {
      await probe.drive(2 * tracedRuns, 1)
      const spans = await collector.waitFor((all) => all.filter(isRoot).length === 2 * tracedRuns, 20_000)
      const byTrace = Map.groupBy(spans, ({ traceId }) => traceId)
      // The first half warms up.
      return meanShares(
        spans
          .filter(isRoot)
          .slice(-tracedRuns)
          .map((root) => shareTime(root, byTrace.get(root.traceId)!)),
      )
    })
  } finally {
    await collector.stop()
  }
}

const ms = (value: number) => `${round(value)} ms`

const shareRows = ({ storeMs, callsMs, codeMs, restMs }: TimeShares): [string, string][] => [
  ['one run alone, traced: store', ms(storeMs)],
  ['  calls between services, on their way', ms(callsMs)],
  ...Object.entries(codeMs).map(([name, spent]): [string, string] => [`  code in ${name}`, ms(spent)]),
  ['  tasks and wake-ups on their way, and the rest', ms(restMs)],
]

const passRows = ({ concurrency, load, cpuMsPerRun }: Pass): [string, string][] => [
  [
    `${concurrency} at a time`,
    `${round(load.perSecond)} runs per second, p50 ${ms(percentile(load.tookMs, 0.5))}, p95 ${ms(percentile(load.tookMs, 0.95))}`,
  ],
  ['  CPU time of a run', cpuMsPerRun.map(([name, used]) => `${name} ${round(used)}`).join(', ')],
]

/** What the engine costs by itself: runs of four steps that do nothing, over HTTP through gateway, jobs and a worker. */
export const runsBench: Bench = async (stopped) => {
  const { passes: done, lost } = await timed(stopped)
  stopped.throwIfAborted()
  const shares = await step('One at a time, traced', traced, () => 'One at a time, traced')
  const alone = done[0]!.load
  return {
    rows: [...done.flatMap(passRows), ['lost', String(lost)], ...shareRows(shares)],
    figures: {
      p50Ms: round(percentile(alone.tookMs, 0.5)),
      p95Ms: round(percentile(alone.tookMs, 0.95)),
      ...Object.fromEntries(
        done.map(({ concurrency, load }) => [`runsPerSecond${concurrency}`, round(load.perSecond)]),
      ),
      lost,
    },
  }
}
