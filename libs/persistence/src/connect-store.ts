import type { Connection, ConnectOptions, Mongoose } from 'mongoose'
import type { AnyCollection, Collection } from './collection.ts'
import { ensureIndexes } from './ensure-indexes.ts'
import type { SystemRepository, TeamRepository } from './repository.ts'
import { modelOf, type RawModel } from './schema.ts'
import { commandStarted, commandTold } from './sending.ts'
import { storeError, tellsOutcome } from './store-error.ts'
import { createSystemRepository } from './system-repository.ts'
import type { SystemScope } from './system-scope.ts'
import { createTeamRepository } from './team-repository.ts'

export interface StoreOptions {
  uri: string
  database: string
  /** Writes wait for a majority. */
  production: boolean
}

/** The documents of one service: one database, one connection pool. */
export interface Store {
  /** The collection as one team sees it; the team is the first argument of every method. */
  teamRepository<D extends { _id: string; teamId: string }>(collection: Collection<D>): TeamRepository<D>
  /** The collection as no request may see it: over all teams. */
  systemRepository<D extends { _id: string }>(collection: Collection<D>, scope: SystemScope): SystemRepository<D>
  /** Makes the declared indexes where they are missing. @throws AppError that names the index and its query */
  ensureIndexes(...collections: AnyCollection[]): Promise<void>
  /** Whether a server that takes writes is in sight. */
  healthy(): boolean
  /** Calls the listener each time the store is back after it was lost. @returns how to stop that */
  onReconnect(listener: () => void): () => void
  close(): Promise<void>
}

const optionsFor = ({ database, production }: StoreOptions): ConnectOptions => ({
  dbName: database,
  appName: database,
  // Short: whoever asks is told soon and may ask again, instead of a queue that grows.
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 20_000,
  heartbeatFrequencyMS: 2_000,
  maxPoolSize: 20,
  maxIdleTimeMS: 60_000,
  // How an operation that failed is told apart: see `storeError`.
  monitorCommands: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  ignoreUndefined: true,
  promoteBuffers: true,
  // A read that decides whether a command took effect may follow a change of primary: what it finds must stay.
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  // Where there is a replica set the driver repeats a write whose answer was lost, and the server applies it once.
  retryWrites: true,
  retryReads: true,
  ...(production ? { writeConcern: { w: 'majority' } } : {}),
})

/** Lets each operation know how far it got. */
const watchCommands = (connection: Connection): void => {
  connection
    .getClient()
    .on('commandStarted', commandStarted)
    .on('commandSucceeded', commandTold)
    .on('commandFailed', ({ failure }) => {
      if (tellsOutcome(failure)) commandTold()
    })
}

/** Follows whether the store can be written to; the driver's own monitors say so. */
const follow = (connection: Connection) => {
  let healthy = true
  const listeners = new Set<() => void>()
  connection.getClient().on('topologyDescriptionChanged', ({ newDescription }) => {
    const before = healthy
    healthy = [...newDescription.servers.values()].some((server) => server.isWritable)
    if (healthy && !before) for (const listener of listeners) listener()
  })
  return { healthy: () => healthy, listeners }
}

/**
 * Connects to the store, once, within about 5 s.
 * @throws AppError `store_unavailable` when nothing answers, `internal` when it answers with a refusal
 */
export const connectStore = async (options: StoreOptions): Promise<Store> => {
  // Loaded here, since services without collections import this package too.
  const { default: mongoose } = await import('mongoose')
  const connection = (mongoose as Mongoose).createConnection()
  try {
    await connection.openUri(options.uri, optionsFor(options))
  } catch (thrown) {
    await connection.destroy()
    throw storeError(thrown, 'connect', { started: 0, told: 0, writes: false })
  }
  watchCommands(connection)
  const health = follow(connection)
  const models = new Map<string, RawModel>()
  const model = (collection: AnyCollection): RawModel => {
    const known = models.get(collection.name)
    if (known) return known
    const made = modelOf(mongoose as Mongoose, connection, collection)
    models.set(collection.name, made)
    return made
  }

  return {
    teamRepository: (collection) => createTeamRepository(createSystemRepository(model(collection), collection, null)),
    systemRepository: (collection, { reason }) => createSystemRepository(model(collection), collection, reason),
    ensureIndexes: async (...collections) => {
      for (const collection of collections) await ensureIndexes(model(collection), collection)
    },
    healthy: health.healthy,
    onReconnect: (listener) => {
      health.listeners.add(listener)
      return () => void health.listeners.delete(listener)
    },
    close: () => connection.close(),
  }
}
