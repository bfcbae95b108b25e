import fc from 'fast-check'
import { moves, play, plays, type Move, type PlayOptions } from '../testing/model/moves.ts'
import type { WorldOptions } from '../testing/model/world.ts'
import { findTask, type RunDocument, type TaskState } from './run.ts'
import type { TaskAt } from './transitions/context.ts'
import { transitions, type Transitions } from './transitions/index.ts'

const { claim, finish, reconcile, takeDue, tombstone } = transitions

describe('whatever happens, in whatever order, no law of the engine is broken', () => {
  it.each(plays)('%s', async (_play, options) => {
    const property = fc.asyncProperty(moves, (given) => play(options, given))
    await fc.assert(property, { numRuns: 300 })
  })
})

/** Interleavings that broke a law once, as they were found. */
const recorded: [what: string, options: PlayOptions, given: Move[]][] = [
  [
    'a claim that is repeated two claims later takes no attempt',
    { last: 'commit' },
    [
      ['step', 0],
      ['step', 0],
      ['time', 2],
      ['step', 0],
      ['crash', 9],
      ['look', 3],
      ['step', 8],
      ['step', 0],
      ['step', 0],
      ['step', 0],
      ['pull', 0],
      ['repeat', 3],
      ['start', 0],
      ['step', 0],
      ['step', 0],
      ['step', 7],
      ['step', 4],
      ['pull', 0],
      ['step', 10],
      ['fail', 0],
      ['step', 0],
      ['step', 0],
      ['time', 1],
      ['step', 3],
      ['repeat', 0],
      ['step', 3],
      ['step', 2],
      ['step', 7],
      ['step', 6],
      ['fail', 1],
      ['crash', 0],
      ['step', 4],
      ['time', 1],
      ['decide', 0],
    ],
  ],
]

it.each(recorded)('%s', async (_what, options, given) => {
  await play(options, given)
})

/** The same document with one of its tasks changed. */
const withTask = (run: RunDocument, at: TaskAt, changed: Partial<TaskState>): RunDocument => ({
  ...run,
  steps: run.steps.map((step) => ({
    ...step,
    tasks: step.tasks.map((task) =>
      step.name === at.step && step.round === at.round && task.key === at.task ? { ...task, ...changed } : task,
    ),
  })),
})

/** What breaks when a rule of the transitions is left out. */
const rules: [rule: string, left: Partial<Transitions>, law: RegExp][] = [
  [
    'the attempt rises at the claim',
    {
      claim: (before, at, context) => {
        const result = claim(before, at, context)
        if (result.accepted && result.changed) findTask(result.run, at)!.task.attempt = 1
        return result.accepted ? { ...result, attempt: 1 } : result
      },
    },
    /the attempt rises at the claim|no two workers hold one attempt/,
  ],
  [
    'the same claim again is answered the same',
    {
      claim: (before, at, context) => {
        const result = claim(before, at, context)
        return result.accepted && !result.changed ? { accepted: false, reason: 'held' } : result
      },
    },
    /a lost reply costs no attempt/,
  ],
  [
    'a claim takes one attempt, however late it is repeated',
    {
      claim: (before, at, context) => {
        const task = findTask(before, at)?.task
        const forgotten = task?.status === 'queued' ? withTask(before, at, { pastClaims: [] }) : before
        return claim(forgotten, at, context)
      },
    },
    /a late repetition of a claim takes no attempt/,
  ],
  [
    'a claim before its time is refused',
    {
      claim: (before, at, context) => claim(withTask(before, at, { notBefore: null }), at, context),
    },
    /not handed out before it is due/,
  ],
  [
    'only the current attempt can finish',
    {
      finish: (before, at, outcome, context) => {
        const task = findTask(before, at)?.task
        const current = task?.status === 'claimed' ? { claimId: task.claimId!, attempt: task.attempt } : {}
        return finish(before, { ...at, ...current }, outcome, context)
      },
    },
    /no older attempt accepted/,
  ],
  [
    'the same finish again gets the first answer',
    {
      finish: (before, at, outcome, context) => {
        const result = finish(before, at, outcome, context)
        return result.accepted && !result.changed ? { accepted: false } : result
      },
    },
    /the same finish again gets the first answer/,
  ],
  [
    'an attempt is folded in once',
    {
      finish: (before, at, outcome, context) => {
        const known = findTask(before, at)?.task
        const again = known?.status === 'done' && known.folded?.claimId === at.claimId
        if (!again) return finish(before, at, outcome, context)
        return finish(withTask(before, at, { status: 'claimed', folded: null }), at, outcome, context)
      },
    },
    /no effect twice/,
  ],
  [
    'a lease lapses when its skew has passed',
    {
      reconcile: (before, context) =>
        reconcile(
          { ...before, wakeAt: before.wakeAt && 1 },
          { ...context, timing: { ...context.timing, leaseSkewMs: 0 } },
        ),
    },
    /no lease lapses before its skew has passed/,
  ],
  [
    'a message is held until it is due',
    {
      takeDue: (run, context) => {
        for (const entry of run.outbox) entry.dueAt = context.now
        return takeDue(run, context)
      },
    },
    /a message is held until it is due/,
  ],
  [
    'a message is kept until its task is claimed',
    {
      takeDue: (run, context) => {
        const due = takeDue(run, context)
        run.outbox = []
        return due
      },
    },
    /outbox: one message for each queued task/,
  ],
  [
    'a tombstone keeps the command',
    { tombstone: (run, context) => ({ ...tombstone(run, context), commandId: `${run._id}, gone` }) },
    /one command starts one run/,
  ],
]

describe('a law is broken without the rule', () => {
  const counterexample = async (options: WorldOptions): Promise<string> => {
    const property = fc.asyncProperty(moves, (given) => play(options, given))
    const { failed, errorInstance } = await fc.check(property, { numRuns: 5_000, seed: 1, endOnFailure: true })
    return failed ? String(errorInstance) : 'none is broken'
  }

  it.each(rules)('%s', async (_rule, left, law) => {
    expect(await counterexample({ last: 'end', rules: left })).toMatch(law)
  })
})
