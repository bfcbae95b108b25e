import type { AuditSender } from './audit/audit-sender.ts'
import type { BlobRepository } from './blob.repository.ts'
import type { RunRepository } from './run.repository.ts'
import type { RunDocument } from './run.ts'
import { blobsNamedBy } from './run-blobs.ts'
import type { TransitionContext, Transitions } from './transitions/index.ts'

interface RemovalOptions {
  rules: Transitions
  runs: Pick<RunRepository, 'findEvenDeleted' | 'replace'>
  blobs: Pick<BlobRepository, 'delete'>
  audit: AuditSender
  context: Pick<TransitionContext, 'timing'>
}

/**
 * Takes away a run that was marked deleted: first everything it has to tell is told, then a tombstone takes its place,
 * then its blobs go; what is left of them after a crash is left to the sweeper.
 * @throws AppError what kept the audit log from hearing of it
 */
export const removeRun = async (
  marked: RunDocument,
  { rules, runs, blobs, audit, context }: RemovalOptions,
): Promise<void> => {
  await audit.deliver(marked)
  const run = await runs.findEvenDeleted(marked.teamId, marked._id)
  if (!run?.deleted || run.deleted.gone || run.audit.length > 0) return
  if (!(await runs.replace(rules.tombstone(run, context), run.version))) return
  await blobs.delete(run.teamId, blobsNamedBy(run), new Date(run.deleted.at))
}
