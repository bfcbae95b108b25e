import { systemClock, type Clock } from '@synthwright/kernel'
import { connectStore, type AnyCollection, type Store } from '@synthwright/persistence'
import { startStore } from '@synthwright/testing'
import { createAllTeamsRepository } from '../engine/all-teams.repository.ts'
import { createBlobRepository } from '../engine/blob.repository.ts'
import { blobs } from '../engine/blob.schema.ts'
import { createRunRepository } from '../engine/run.repository.ts'
import { runs } from '../engine/run.schema.ts'

/** The repositories of the engine over a real store. */
export const repositoriesOf = (store: Store, clock: Clock = systemClock) => ({
  runs: createRunRepository(store),
  all: createAllTeamsRepository(store),
  blobs: createBlobRepository(store, clock),
})

/** A real store with the collections of the engine, and what else is given. */
export const openStore = async (...more: AnyCollection[]) => {
  const server = await startStore()
  const store = await connectStore({ uri: server.uri, database: 'jobs', production: false })
  await store.ensureIndexes(runs, blobs, ...more)
  return {
    store,
    ...repositoriesOf(store),
    stop: async () => {
      await store.close()
      await server.stop()
    },
  }
}
