import type { AuditEntry } from '@synthwright/contracts'
import type { RunRepository } from '../run.repository.ts'
import type { RunDocument } from '../run.ts'
import type { EngineTiming } from '../timing.ts'
import { expiry } from '../transitions/index.ts'

/** The audit log takes this many entries at once. */
const entriesAtOnce = 100

interface AuditSenderOptions {
  runs: Pick<RunRepository, 'takeAudit'>
  /** Hands entries to the audit log. @returns the ids of those it keeps */
  record: (entries: AuditEntry[]) => Promise<readonly string[]>
  timing: EngineTiming
}

interface Waiting {
  run: RunDocument
  done: PromiseWithResolvers<void>
}

export type AuditSender = ReturnType<typeof createAuditSender>

/**
 * Brings the audit entries of runs to the audit log, many at once, and takes out what was acknowledged. Whatever fails
 * is left in the document, for the reconciler.
 */
export const createAuditSender = ({ runs, record, timing }: AuditSenderOptions) => {
  const waiting: Waiting[] = []
  let sending = false

  const nextBatch = (): Waiting[] => {
    let entries = 0
    const size = waiting.findIndex(({ run }) => (entries += run.audit.length) > entriesAtOnce)
    return waiting.splice(0, size === -1 ? waiting.length : Math.max(1, size))
  }

  const take = async ({ run, done }: Waiting, acknowledged: ReadonlySet<string>): Promise<void> => {
    const ids = run.audit.map(({ id }) => id).filter((id) => acknowledged.has(id))
    const expiresAt = ids.length === run.audit.length ? expiry(run, timing) : null
    await runs.takeAudit(run, ids, expiresAt ? { expiresAt } : undefined).then(done.resolve, done.reject)
  }

  const sendWaiting = async (): Promise<void> => {
    if (sending) return
    sending = true
    // Runs that end in the same moment share a message.
    await Promise.resolve()
    while (waiting.length > 0) {
      const batch = nextBatch()
      try {
        const acknowledged = new Set(await record(batch.flatMap(({ run }) => run.audit)))
        await Promise.all(batch.map((one) => take(one, acknowledged)))
      } catch (error) {
        for (const { done } of batch) done.reject(error)
      }
    }
    sending = false
  }

  return {
    /** Resolves when the entries that `run` had were acknowledged and taken out of it. @throws what kept them in */
    deliver(run: RunDocument): Promise<void> {
      if (run.audit.length === 0) return Promise.resolve()
      const done = Promise.withResolvers<void>()
      waiting.push({ run, done })
      void sendWaiting()
      return done.promise
    },
  }
}
