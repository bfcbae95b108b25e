import type { Decision } from '../recipe.ts'
import type { RunDocument, StepState } from '../run.ts'
import { copy, end, outboxEntry, record, settle, type TransitionContext } from './context.ts'

/** A result waits for a person from here on. */
export const wait = (run: RunDocument, { now }: TransitionContext): void => {
  run.status = 'waiting'
  record(run, now, { type: 'run.waiting' })
}

/** Does what the recipe decided. */
export const advance = (run: RunDocument, decision: Decision, context: TransitionContext): void => {
  const { now } = context
  switch (decision.type) {
    case 'fail':
      return end(run, context, 'failed', decision.error)
    case 'end':
      run.outcome = { ...run.outcome, ...decision.outcome }
      return end(run, context, 'succeeded', null)
    case 'wait':
      run.outcome = { ...run.outcome, ...decision.outcome }
      return wait(run, context)
    case 'commit':
      run.outcome = { ...run.outcome, ...decision.outcome }
      run.status = 'committing'
      run.afterCommit = decision.then
      return record(run, now, { type: 'run.committing' })
    case 'step': {
      const step = startedStep(decision, now)
      run.steps.push(step)
      run.outbox.push(...step.tasks.map((task) => outboxEntry(step, task, now)))
      return record(run, now, { type: 'step.started', step: step.name, round: step.round })
    }
  }
}

/** A step as it is when its tasks wait for their workers. */
export const startedStep = ({ name, round, tasks }: Extract<Decision, { type: 'step' }>, now: number): StepState => ({
  name,
  round,
  status: 'active',
  startedAt: now,
  endedAt: null,
  tasks: tasks.map(({ key, contract, dispensable }) => ({
    key,
    service: contract.service,
    name: contract.name,
    status: 'queued',
    attempt: 0,
    claimId: null,
    worker: null,
    leaseUntil: null,
    notBefore: null,
    queuedAt: now,
    claimedAt: null,
    endedAt: null,
    folded: null,
    facts: null,
    resultBlob: null,
    error: null,
    ...(dispensable ? { dispensable } : {}),
  })),
})

/** The first state of a run whose document was just composed: its first step is active and its messages wait to be sent. */
export const begin = (fresh: RunDocument, context: TransitionContext): RunDocument => {
  const run = copy(fresh)
  record(run, context.now, { type: 'run.created' })
  advance(run, context.recipe.next(run), context)
  return settle(run, context)
}
