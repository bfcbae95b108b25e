import type { RunDecision, RunDocument } from '../run.ts'
import { copy, end, record, settle, type TransitionContext } from './context.ts'

/** Whether a decision is in the middle: whoever meets it carries it to its end before anything else. */
export const isBeingDecided = ({ status }: Pick<RunDocument, 'status'>): boolean => status === 'deciding'

/** One of several deciders wins here; the others find the run no longer waiting. */
export const openDecision = (
  before: RunDocument,
  decision: RunDecision,
  context: TransitionContext,
): RunDocument | undefined => {
  if (before.status !== 'waiting') return undefined
  const run = copy(before)
  run.decision = decision
  if (decision.verdict === 'reject') end(run, context, 'succeeded', null)
  else {
    run.status = 'deciding'
    record(run, context.now, { type: 'run.deciding' })
  }
  return settle(run, context)
}

const decides = ({ status, decision }: RunDocument, id: string): boolean => status === 'deciding' && decision?.id === id

/** A forced decision starts again from the target as it is now. */
export const renewDecision = (
  before: RunDocument,
  id: string,
  counter: number,
  context: TransitionContext,
): RunDocument | undefined => {
  if (!decides(before, id)) return undefined
  const run = copy(before)
  run.decision = { ...before.decision!, counter }
  return settle(run, context)
}

/**
 * The decision has taken effect (`applied`) or never will. Only the decision that the run carries can be settled, so
 * that a slow decider does not settle the next one's.
 */
export const settleDecision = (
  before: RunDocument,
  id: string,
  applied: boolean,
  context: TransitionContext,
): RunDocument | undefined => {
  if (!decides(before, id)) return undefined
  const run = copy(before)
  if (applied) end(run, context, 'succeeded', null)
  else {
    run.status = 'waiting'
    run.decision = null
    record(run, context.now, { type: 'run.waiting' })
  }
  return settle(run, context)
}
