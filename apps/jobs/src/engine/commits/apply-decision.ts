import { runEnded } from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import type { RunAt, RunDecision, RunDocument } from '../run.ts'
import type { Transitions } from '../transitions/index.ts'
import type { Change } from './change.ts'
import type { DecisionTarget, TargetState } from './decision-target.ts'

/** Somebody's verdict. */
export interface DecisionCommand {
  commandId: string | null
  by: string
  note: string | null
  force: boolean
}

interface DeciderOptions {
  find: (at: RunAt) => Promise<RunDocument | undefined>
  targetOf: (run: RunDocument) => DecisionTarget
  change: Change
  rules: Pick<Transitions, 'isBeingDecided'>
  now: () => number
}

/**
 * Decisions about waiting runs, in three steps: the run names the decision, the target takes it, the run ends. A decision
 * that was left in the middle is carried to its end by whoever meets it.
 */
export const createDecider = ({ find, targetOf, change, rules, now }: DeciderOptions) => {
  /** Carries a decision to its end: the run is applied when its target names it, else it waits again. */
  const drive = async (run: RunDocument): Promise<void> => {
    const target = targetOf(run)
    for (let deciding: RunDocument | undefined = run; deciding?.status === 'deciding';) {
      const { id, force }: RunDecision = deciding.decision!
      const settle = (applied: boolean) =>
        change(run, (rules, newest, context) => rules.settleDecision(newest, id, applied, context))
      if (await target.activate(deciding, deciding.decision!)) return void (await settle(true))
      // Perhaps somebody else carried it on, and the activation that refused this one is its own.
      const { activation, open, counter } = await target.look(deciding)
      if (activation) return void (await settle(true))
      if (!force || !open) return void (await settle(false))
      deciding = await change(run, (rules, newest, context) => rules.renewDecision(newest, id, counter, context))
    }
  }

  /** The run, once no decision is in the middle. @throws AppError `run_not_found` */
  const undecided = async (at: RunAt): Promise<RunDocument> => {
    for (;;) {
      const run = await find(at)
      if (!run) throw new AppError('run_not_found', 'Run not found')
      if (!rules.isBeingDecided(run)) return run
      await drive(run)
    }
  }

  const decide = async (
    at: RunAt,
    command: DecisionCommand,
    verdict: RunDecision['verdict'],
    counterFor: (run: RunDocument) => Promise<number | null>,
  ): Promise<{ run: RunDocument; decisionId: string }> => {
    for (;;) {
      const run = await undecided(at)
      const earlier = run.decision
      if (
        earlier &&
        earlier.commandId === command.commandId &&
        command.commandId !== null &&
        earlier.verdict === verdict
      )
        return { run, decisionId: earlier.id }
      if (run.status !== 'waiting')
        throw new AppError('run_not_waiting', 'The run waits for no decision', { details: { status: run.status } })
      const id = newId('command')
      const counter = await counterFor(run)
      const decided = await change(run, (rules, newest, context) =>
        rules.openDecision(newest, { ...command, id, verdict, at: now(), counter }, context),
      )
      if (decided) return { run: decided, decisionId: id }
    }
  }

  return {
    drive,
    undecided,

    /**
     * Makes the result of a waiting run the active one of its target.
     * @throws AppError `run_not_found`, `run_not_waiting`, `owner_changed` when the target takes no changes,
     *         `revision_conflict` when something else became active meanwhile and `force` was not given
     */
    async apply(at: RunAt, command: DecisionCommand): Promise<RunDocument> {
      const { run, decisionId } = await decide(at, command, 'apply', async (waiting) => {
        const { open, stale, counter } = await targetOf(waiting).look(waiting)
        if (!open) throw new AppError('owner_changed', 'What the run proposes a change of takes none')
        if (stale && !command.force) throw new AppError('revision_conflict', 'Something else became active meanwhile')
        return counter
      })
      await drive(run)
      const { activation, open } = await targetOf(run).look(run)
      // Only an activation by this very decision makes the answer a success: another's is another's.
      if (activation?.decisionId === decisionId) return (await find(at)) ?? run
      if (activation) throw new AppError('run_not_waiting', 'Somebody else decided first')
      if (!open) throw new AppError('owner_changed', 'What the run proposes a change of takes none')
      throw new AppError('revision_conflict', 'Something else became active meanwhile')
    },

    /** Ends a waiting run without effect. @throws AppError `run_not_found`, `run_not_waiting` */
    async reject(at: RunAt, command: DecisionCommand): Promise<RunDocument> {
      return (await decide(at, command, 'reject', async () => null)).run
    },
  }
}

/** Whether a reader is shown that the result was applied: a decision in the middle counts once its target names the run. */
export const shownAsApplied = (run: RunDocument, { activation }: Pick<TargetState, 'activation'>): boolean =>
  run.status === 'deciding' ? activation !== null : runEnded(run.status) && run.decision?.verdict === 'apply'
