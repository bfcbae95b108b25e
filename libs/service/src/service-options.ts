import type { brokerShape, serviceShape, storeShape } from '@synthwright/config'
import type { ServiceName } from '@synthwright/contracts'
import type { Bus, CallHandler, TaskHandler } from '@synthwright/messaging'
import type { AnyCollection, Store } from '@synthwright/persistence'
import type { log } from '@synthwright/telemetry'
import type { z } from 'zod'
import type { Health } from './health/health.ts'

type Output<Shape extends Record<string, z.ZodType>> = { [K in keyof Shape]: z.output<Shape[K]> }

/** What the chassis itself reads: every service's config spreads `serviceShape` and `brokerShape`. */
export type BaseConfig = Output<typeof serviceShape> & Output<typeof brokerShape>
/** With collections, `storeShape` too. */
export type StoreConfig = BaseConfig & Output<typeof storeShape>

/** A service's own HTTP server. It then answers `/health/live` and `/health/ready` itself, from `context.health`. */
export interface HttpListener {
  /** @returns the port it listens on, which differs from `port` when that is 0 */
  listen(port: number, host: string): Promise<number>
  /** From now on every answer tells its client to close the connection; nothing is refused. */
  drain(): void
  /** Refuses new connections and lets running requests end, at most `graceMs`. */
  close(graceMs: number): Promise<void>
}

export interface ServiceContext<Config, S extends Store | undefined> {
  config: Config
  bus: Bus
  /** Undefined for a service without collections. */
  store: S
  log: typeof log
  /** Names this replica: INSTANCE_ID, else host name and process id. */
  instance: string
  health: Health
}

/** What a service consists of, once its dependencies are there. */
export interface Registration {
  calls?: CallHandler[]
  tasks?: TaskHandler[]
  /** How many tasks of this service run at once in this replica; 1 unless set. */
  concurrency?: number
  http?: HttpListener
  /** What must hold, besides broker and store, before requests may come; asked at each readiness probe. */
  ready?: () => Promise<boolean> | boolean
  /** Runs when calls are answered and before the first task is pulled. */
  started?: () => Promise<void> | void
  /** Runs first when the service stops, while bus and store still work. */
  stopping?: () => Promise<void> | void
}

interface CommonOptions {
  name: ServiceName
  version?: string
}

export type ServiceOptions<
  Schema extends z.ZodType,
  S extends Store | undefined = Store | undefined,
> = CommonOptions & {
  config: Schema
  collections?: readonly AnyCollection[]
  register: (context: ServiceContext<z.output<Schema>, S>) => Registration | Promise<Registration>
}

export type WithStore<Schema extends z.ZodType<StoreConfig>> = ServiceOptions<Schema, Store> & {
  collections: readonly AnyCollection[]
}

export type WithoutStore<Schema extends z.ZodType<BaseConfig>> = ServiceOptions<Schema, undefined> & {
  collections?: undefined
}
