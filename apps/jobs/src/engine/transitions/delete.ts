import { runEnded } from '@synthwright/contracts'
import { isApplied, type RunDocument, type Tombstone } from '../run.ts'
import { copy, settle, told, type Command, type TransitionContext } from './context.ts'

export type DeleteRefusal = 'run_not_found' | 'run_not_ended' | 'run_applied'
export type DeleteResult =
  { accepted: true; run: RunDocument; changed: boolean } | { accepted: false; reason: DeleteRefusal }

/** Hides an ended run from everybody. It goes once the audit log knows; the same command again gets the first answer. */
export const markDeleted = (before: RunDocument, command: Command, context: TransitionContext): DeleteResult => {
  if (before.deleted) {
    const same = before.deleted.commandId !== null && before.deleted.commandId === command.commandId
    return same ? { accepted: true, run: before, changed: false } : { accepted: false, reason: 'run_not_found' }
  }
  if (!runEnded(before.status)) return { accepted: false, reason: 'run_not_ended' }
  if (isApplied(before)) return { accepted: false, reason: 'run_applied' }
  const run = copy(before)
  run.deleted = { at: context.now, commandId: command.commandId, gone: false }
  run.audit.push(told(run, context.now, { type: 'run.deleted', outcome: 'ok' }, command))
  return { accepted: true, run: settle(run, context), changed: true }
}

/** What takes the place of a deleted run that has nothing left to tell: its id, its command, and nothing of its content. */
export const tombstone = (
  { _id, teamId, kind, status, commandId, deleted, version }: RunDocument,
  { timing }: Pick<TransitionContext, 'timing'>,
): Tombstone => ({
  _id,
  teamId,
  kind,
  status,
  commandId,
  version: version + 1,
  steps: [],
  history: [],
  outbox: [],
  audit: [],
  deleted: { ...deleted!, gone: true },
  wakeAt: null,
  expiresAt: new Date(deleted!.at + timing.retentionMs),
})
