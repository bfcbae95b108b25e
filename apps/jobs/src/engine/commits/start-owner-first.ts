import { runEnded } from '@synthwright/contracts'
import { AppError, isAppError } from '@synthwright/kernel'
import type { RunStart } from '../new-run.ts'
import type { RunRepository } from '../run.repository.ts'
import type { RunAt } from '../run.ts'
import type { StartOwner } from './start-owner.ts'

interface OwnedStarts {
  owner: StartOwner
  runs: Pick<RunRepository, 'findByCommand' | 'findEvenDeleted'>
  /** Inserts the run, or answers with the one that the command started before. */
  insert: (start: RunStart) => Promise<string>
}

const atOf = ({ principal, runId }: RunStart): RunAt => ({ team: principal.teamId, run: runId })

/**
 * Makes the run that its owner names. Where it cannot be made the owner is free again: its command started another one
 * before, which is answered, or another run holds a lock that it needs.
 */
const insertKept = async (start: RunStart, { owner, insert }: OwnedStarts): Promise<string> => {
  const free = () => owner.release(atOf(start))
  try {
    const runId = await insert(start)
    if (runId !== start.runId) await free()
    return runId
  } catch (error) {
    if (isAppError(error) && error.code === 'lock_held') await free()
    throw error
  }
}

/**
 * Starts a run whose owner is written first. Whatever happens in between, the owner tells what is to be started; the
 * same command again answers with the run that the first one started.
 * @throws AppError `lock_held`, with the id of the run that the owner is busy with
 */
export const startOwnerFirst = async (start: RunStart, starts: OwnedStarts): Promise<string> => {
  const { owner, runs } = starts
  const startedBefore = async () => (await runs.findByCommand(start.principal.teamId, start.commandId))?._id
  const earlier = await startedBefore()
  if (earlier !== undefined) return earlier
  if (await owner.take(start)) return insertKept(start, starts)
  const kept = await owner.kept(start)
  if (kept?.commandId === start.commandId) return insertKept(kept, starts)
  // The first one may have ended and freed the owner since the first look.
  const ended = await startedBefore()
  if (ended !== undefined) return ended
  throw new AppError('lock_held', 'Another run is at work on it', { details: kept ? { runId: kept.runId } : {} })
}

/**
 * Makes runs that owners name and nobody inserted, and frees owners whose run has ended. For the reconciler.
 * @param onFailure hears of a start that could not be settled this time; the others are
 */
export const settleOwners = async (
  starts: OwnedStarts,
  onFailure: (start: RunStart, error: unknown) => void,
): Promise<void> => {
  for (const start of await starts.owner.allKept()) {
    try {
      const run = await starts.runs.findEvenDeleted(start.principal.teamId, start.runId)
      if (!run) await insertKept(start, starts)
      else if (run.deleted || runEnded(run.status)) await starts.owner.release(atOf(start))
    } catch (error) {
      onFailure(start, error)
    }
  }
}
