import { systemScope, type Store } from '@synthwright/persistence'
import { changes } from '../changes/change.schema.ts'

const page = 50

/** The one query of the outbox, which sees every team: changes of which the audit log has not acknowledged its part. */
export const createUnsentAuditRepository = (store: Store) => {
  const every = store.systemRepository(changes, systemScope('send audit entries'))
  return {
    /** The oldest first; those that have just been written are left to their writer. */
    unsent: (before: Date) =>
      every.find(
        { audited: false, at: { $lt: before } },
        { sort: { at: 1 }, limit: page, fields: ['teamId', 'rev', 'audit'] },
      ),
  }
}

export type UnsentAuditRepository = ReturnType<typeof createUnsentAuditRepository>
