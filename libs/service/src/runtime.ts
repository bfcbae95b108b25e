import { connectBus, type Bus } from '@synthwright/messaging'
import { delay } from '@synthwright/kernel'
import { connectStore, type Store } from '@synthwright/persistence'
import { log } from '@synthwright/telemetry'
import type { z } from 'zod'
import { createHealth } from './health/health.ts'
import { createHealthServer } from './health/health-server.ts'
import { patiently } from './patiently.ts'
import type { BaseConfig, HttpListener, Registration, ServiceOptions, StoreConfig } from './service-options.ts'

export interface Runtime {
  /** Brings everything up in order. @returns the port of the HTTP server */
  start(): Promise<number>
  readonly stopping: boolean
  /** Takes down what there is, in the order that lets running work end. */
  stop(): Promise<void>
}

/** Kept back from the grace period for the store and the last spans, which a slow drain must not use up. */
const reserveMs = (graceMs: number): number => Math.min(3_000, graceMs * 0.3)

/** Takes every step, also after one has failed. @throws the first failure, at the end */
const inOrder = async (...steps: (() => void | Promise<void>)[]): Promise<void> => {
  const failures: unknown[] = []
  for (const step of steps)
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  if (failures.length > 0) throw failures[0]
}

/** The parts of one service and their order, without anything of the process around them. */
export const createRuntime = (
  { name, collections = [], register }: Pick<ServiceOptions<z.ZodType>, 'name' | 'collections' | 'register'>,
  { config, instance }: { config: BaseConfig & Partial<StoreConfig>; instance: string },
): Runtime => {
  let bus: Bus | undefined
  let store: Store | undefined
  let service: Registration = {}
  let probes: Omit<HttpListener, 'drain'> | undefined
  let starting = true
  const stopped = new AbortController()

  const health = createHealth({
    starting: () => starting,
    stopping: () => stopped.signal.aborted,
    bus: () => bus?.health() ?? { connected: false, wedged: false },
    storeHealthy: collections.length > 0 ? () => store?.healthy() === true : null,
    ownReady: async () => (await service.ready?.()) ?? true,
  })

  const openBus = () =>
    connectBus({
      service: name,
      instance,
      servers: config.NATS_URL,
      user: config.NATS_USER ?? undefined,
      password: config.NATS_PASSWORD ?? undefined,
    })

  const openStore = async () => {
    const { MONGODB_URI: uri, DATABASE_PREFIX: prefix } = config
    if (!uri || !prefix) throw new Error('The config of a service with collections spreads storeShape')
    const database = `${prefix}_${name.replaceAll('-', '_')}`
    const production = config.NODE_ENV === 'production'
    return patiently('The store', () => connectStore({ uri, database, production }), { signal: stopped.signal })
  }

  return {
    get stopping() {
      return stopped.signal.aborted
    },

    async start() {
      bus = await openBus()
      if (collections.length > 0) {
        const opened = await openStore()
        store = opened
        await patiently('The store', () => opened.ensureIndexes(...collections), { signal: stopped.signal })
      }
      service = await register({ config, bus, store, log, instance, health })
      const { calls = [], tasks = [], concurrency = 1 } = service
      // Workers make streams when they start to work; jobs fills one without working.
      if (name === 'jobs') await bus.ensureStreams()
      if (calls.length > 0) await bus.serve(calls)
      await service.started?.()
      if (tasks.length > 0) await bus.work(tasks, { concurrency })
      probes = service.http ? undefined : createHealthServer(health)
      const port = await (service.http ?? probes!).listen(config.PORT, config.HOST)
      starting = false
      return port
    },

    async stop() {
      stopped.abort(new Error('The service is stopping'))
      if (service.http && !starting) {
        service.http.drain()
        await delay(config.SHUTDOWN_WAIT_MS)
      }
      const graceMs = config.SHUTDOWN_GRACE_MS
      const endsAt = Date.now() + graceMs - reserveMs(graceMs)
      const leftMs = () => Math.max(0, endsAt - Date.now())
      // Requests in flight still need the bus, and work that ends the store; the probes answer until then.
      await inOrder(
        () => service.stopping?.(),
        () => service.http?.close(leftMs()),
        () => bus?.stop(leftMs()),
        () => probes?.close(0),
        () => store?.close(),
      )
    },
  }
}
