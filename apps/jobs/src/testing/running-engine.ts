import type { AuditEntry } from '@synthwright/contracts'
import { systemClock } from '@synthwright/kernel'
import { connectBus, type TaskHandler } from '@synthwright/messaging'
import { startBroker, waitUntil } from '@synthwright/testing'
import { createEngine, type EngineOptions } from '../engine/engine.ts'
import { engineCalls } from '../engine/handlers/engine-calls.ts'
import type { RunDocument } from '../engine/run.ts'
import { defaultTiming } from '../engine/timing.ts'
import { silentLog } from './silent.ts'
import { openStore } from './store.ts'

/** The engine over a real broker and a real store, with a worker of the graph service. */
export const openEngine = async (
  handlers: TaskHandler[],
  { recipes, timing, bus: overBus }: Pick<EngineOptions, 'recipes'> & Partial<Pick<EngineOptions, 'timing' | 'bus'>>,
) => {
  const [broker, opened] = await Promise.all([startBroker(), openStore()])
  const bus = await connectBus({ service: 'jobs', instance: 'jobs-1', servers: broker.url })
  const worker = await connectBus({ service: 'graph', instance: 'graph-1', servers: broker.url })
  const audit: AuditEntry[] = []
  const engineWith = (over: Partial<EngineOptions> = {}) =>
    createEngine({
      ...opened,
      bus: overBus ?? { dispatch: (...given) => bus.dispatch(...given), publish: (...given) => bus.publish(...given) },
      recordAudit: async (entries) => {
        audit.push(...entries)
        return entries.map(({ id }) => id)
      },
      clock: systemClock,
      timing: timing ?? defaultTiming,
      recipes,
      log: silentLog,
      ...over,
    })
  const engine = engineWith()
  await bus.ensureStreams()
  await bus.serve(engineCalls(engine))
  await worker.work(handlers, { concurrency: 2 })

  return {
    ...opened,
    engine,
    engineWith,
    audit,
    ended: (runId: string): Promise<RunDocument> =>
      waitUntil(async () => {
        const run = await opened.runs.find('team_1', runId)
        return run?.endedAt ? run : undefined
      }),
    async stop(): Promise<void> {
      await worker.stop(1_000)
      await bus.stop(1_000)
      await Promise.all([broker.stop(), opened.stop()])
    },
  }
}
