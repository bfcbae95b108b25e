import { chain } from '../../testing/chain.recipe.ts'
import { runStart } from '../../testing/starts.ts'
import { newRunDocument } from '../new-run.ts'
import type { Decision } from '../recipe.ts'
import type { RunDecision, RunDocument } from '../run.ts'
import { defaultTiming as timing } from '../timing.ts'
import { transitions, type TransitionContext } from './index.ts'

const { begin, cancel, commitRefused, committed, markDeleted, openDecision, renewDecision, settleDecision } =
  transitions

const fresh = newRunDocument({ ...runStart(), now: 0, requestBlob: null })
const contextFor = (last: Decision): TransitionContext => ({
  now: 5,
  timing,
  recipe: chain([], last),
  maxAttempts: () => 1,
})
const waits = contextFor({ type: 'wait', outcome: {} })
const commits = contextFor({ type: 'commit', outcome: {}, then: 'succeeded' })
const command = { commandId: null, requestId: null, principal: { userId: 'user_1', credentialId: 'cred_1' } }

const decision = (given: Partial<RunDecision> = {}): RunDecision => ({
  id: 'd1',
  commandId: null,
  verdict: 'apply',
  by: 'user_1',
  at: 5,
  note: null,
  force: false,
  counter: 1,
  ...given,
})
const waiting = begin(fresh, waits)
const deciding = openDecision(waiting, decision(), waits)!

describe('a decision', () => {
  it('is opened by one of several', () => {
    expect(deciding).toMatchObject({ status: 'deciding', decision: { id: 'd1' } })
    expect(openDecision(deciding, decision({ id: 'd2' }), waits)).toBeUndefined()
  })

  it('is settled by its own id only: a slow decider cannot settle the next one', () => {
    const back = settleDecision(deciding, 'd1', false, waits)!
    expect(back).toMatchObject({ status: 'waiting', decision: null })
    const next = openDecision(back, decision({ id: 'd2' }), waits)!
    expect(settleDecision(next, 'd1', false, waits)).toBeUndefined()
    expect(settleDecision(next, 'd1', true, waits)).toBeUndefined()
    expect(renewDecision(next, 'd1', 7, waits)).toBeUndefined()
    expect(settleDecision(next, 'd2', true, waits)).toMatchObject({ status: 'succeeded', decision: { id: 'd2' } })
  })

  it('that rejects ends the run without effect', () => {
    expect(openDecision(waiting, decision({ verdict: 'reject' }), waits)).toMatchObject({ status: 'succeeded' })
  })

  it('is looked after by the reconciler, and in the way of cancel and delete', () => {
    expect(deciding.wakeAt).toBe(5 + timing.resendAfterMs)
    expect(cancel(deciding, command, waits)).toEqual({ accepted: false })
    expect(markDeleted(deciding, command, waits)).toEqual({ accepted: false, reason: 'run_not_ended' })
  })

  it('that was applied keeps its run from being deleted', () => {
    const applied = settleDecision(deciding, 'd1', true, waits)!
    expect(markDeleted(applied, command, waits)).toEqual({ accepted: false, reason: 'run_applied' })
  })
})

describe('a commit', () => {
  const committing = begin(fresh, commits)

  it('stands between running and succeeded, looked after by the reconciler', () => {
    expect(committing).toMatchObject({ status: 'committing', wakeAt: 5 + timing.resendAfterMs })
    expect(committed(committing, commits)).toMatchObject({ status: 'succeeded' })
  })

  it('is accepted or refused once, by a run that is still committing', () => {
    const error = { code: 'owner_changed', message: 'x' } as const
    const failed = commitRefused(committing, error, commits)!
    expect(failed).toMatchObject({ status: 'failed', error })
    expect(committed(failed, commits)).toBeUndefined()
    expect(commitRefused(committed(committing, commits)!, error, commits)).toBeUndefined()
  })

  it('refuses cancel', () => {
    expect(cancel(committing, command, commits)).toEqual({ accepted: false })
  })
})

it('a run that was cancelled answers the same command again, and no other', () => {
  const given = { ...command, commandId: 'cmd' }
  const result = cancel(waiting, given, waits) as { run: RunDocument }
  expect(cancel(result.run, given, waits)).toEqual({ accepted: true, run: result.run, changed: false })
  expect(cancel(result.run, { ...given, commandId: 'other' }, waits)).toEqual({ accepted: false })
  expect(cancel(result.run, command, waits)).toEqual({ accepted: false })
})
