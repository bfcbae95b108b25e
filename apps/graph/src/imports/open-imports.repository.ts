import { systemScope, type Store } from '@synthwright/persistence'
import { imports } from './import.schema.ts'

const page = 20

/** The one query of imports that sees every team: those that wait for somebody to work on them. */
export const createOpenImportRepository = (store: Store) => {
  const every = store.systemRepository(imports, systemScope('go on with imports'))
  return {
    waiting: (now: number) =>
      every.find(
        { open: true, leaseUntil: { $lt: now } },
        { sort: { leaseUntil: 1 }, limit: page, fields: ['teamId'] },
      ),
  }
}

export type OpenImportRepository = ReturnType<typeof createOpenImportRepository>
