import fc from 'fast-check'
import { moves, play, plays, type Move, type PlayOptions } from '../testing/model/moves.ts'
import type { WorldOptions } from '../testing/model/world.ts'
import { findTask, type RunDocument, type TaskState } from './run.ts'
import type { TaskAt } from './transitions/context.ts'
import { transitions, type Transitions } from './transitions/index.ts'

const { cancel, claim, finish, heartbeat, markDeleted, reconcile, takeDue, tombstone } = transitions

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

const lapsed: Partial<TaskState> = { status: 'queued', claimId: null, leaseUntil: null, notBefore: null }

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
  [
    'a held task is given to no other claim',
    {
      claim: (before, at, context) =>
        claim(findTask(before, at)?.task.claimId === at.claimId ? before : withTask(before, at, lapsed), at, context),
    },
    /a held task is given to nobody else/,
  ],
  [
    'a finish after the end of its run is refused',
    {
      finish: (before, at, outcome, context) =>
        finish(before.status === 'cancelled' ? { ...before, status: 'running' } : before, at, outcome, context),
    },
    /no ended run changes/,
  ],
  [
    'only who holds the task is told to go on',
    {
      heartbeat: (before, at, context) => heartbeat(before, at, context) ?? { ...before, version: before.version + 1 },
    },
    /a worker that no longer counts is stopped/,
  ],
  [
    'a run with something to tell does not expire',
    {
      cancel: (before, command, context) => {
        const result = cancel(before, command, context)
        return result.accepted && result.changed
          ? { ...result, run: { ...result.run, expiresAt: new Date(context.now) } }
          : result
      },
    },
    /what has something to tell does not expire/,
  ],
  [
    'a deleted run goes when it has nothing left to tell',
    {
      markDeleted: (before, command, context) => {
        const result = markDeleted(before, command, context)
        return result.accepted && result.changed
          ? { ...result, run: { ...before, ...tombstone(result.run, context), version: result.run.version } }
          : result
      },
    },
    /what has something to tell does not go/,
  ],
]

/** What breaks when a rule of what is around them is left out, or in a run of another kind. */
const rulesAround: [rule: string, left: Partial<WorldOptions>, law: RegExp][] = [
  [
    'a claim takes one attempt, however late it is repeated',
    {
      last: 'commit',
      rules: {
        claim: (before, at, context) => {
          const task = findTask(before, at)?.task
          const forgotten = task?.status === 'queued' ? withTask(before, at, { pastClaims: [] }) : before
          return claim(forgotten, at, context)
        },
      },
    },
    /a late repetition of a claim takes no attempt/,
  ],
  [
    'a claim that merely lost its comparison is tried again',
    { storeRules: { triesLostClaimsAgain: false } },
    /a claim is refused for a reason, not as unknown/,
  ],
  ['audit entries are taken out by their ids', { storeRules: { takesAuditById: false } }, /no audit entry is lost/],
  ['audit entries are taken out once the audit log has them', { waitsForAudit: false }, /no audit entry is lost/],
]

describe('a law is broken without the rule, by what breaks none with it', () => {
  const examples = recorded.map(([, , given]): [Move[]] => [given])
  const search = async (left: Partial<WorldOptions>, law: RegExp): Promise<void> => {
    const property = fc.asyncProperty(moves, (given) => play({ last: 'end', ...left }, given))
    const found = await fc.check(property, { numRuns: 5_000, seed: 1, endOnFailure: true, examples })
    expect(String(found.errorInstance ?? 'none is broken')).toMatch(law)
    await play({ last: left.last ?? 'end' }, found.counterexample![0])
  }

  it.each(rules)('%s', (_rule, left, law) => search({ rules: left }, law))
  it.each(rulesAround)('%s', (_rule, left, law) => search(left, law))
})
