import type { Task, WireError } from '@synthwright/contracts'
import { newRunDocument } from './new-run.ts'
import type { Decision, Recipe } from './recipe.ts'
import type { RunDocument } from './run.ts'
import { defaultTiming as timing } from './timing.ts'
import { transitions, type TransitionContext } from './transitions/index.ts'

const { begin, claim, finish, heartbeat, reconcile, takeDue } = transitions

const contract = { service: 'graph', name: 'work' } as Pick<Task, 'service' | 'name'>
const step = (name: string, ...keys: string[]): Decision => ({
  type: 'step',
  name,
  round: 1,
  tasks: keys.map((key) => ({ key, contract })),
})

/** first: one task; second: two tasks side by side; then the end. */
const recipe: Recipe = {
  kind: 'artifact.draft',
  contracts: [],
  input: async () => ({}),
  next: ({ steps }) =>
    [step('first', 'a'), step('second', 'b', 'c')][steps.length] ?? { type: 'end', outcome: { n: 1 } },
}

const at = (name: string, task: string) => ({ step: name, round: 1, task })
const context = (now: number): TransitionContext => ({ now, timing, recipe, maxAttempts: () => 3, random: () => 1 })

const fresh = (): RunDocument =>
  newRunDocument({
    runId: 'synth_1',
    kind: 'artifact.draft',
    principal: {
      teamId: 'team_1',
      userId: 'user_1',
      role: 'member',
      scopes: ['api:write'],
      projectIds: null,
      memoryScopes: ['private'],
      namespaces: [],
      credentialId: 'cred_1',
    },
    commandId: 'cmd',
    requestId: null,
    parentRunId: null,
    project: null,
    about: { goal: 'goal', outputType: null },
    deadlineMs: null,
    traceparent: null,
    now: 0,
    requestBlob: 'synth_1.request',
  })

const begun = (): RunDocument => begin(fresh(), context(0))

const claimed = (run: RunDocument, where: ReturnType<typeof at>, claimId = 'c1', now = 10) => {
  const result = claim(run, { ...where, claimId, worker: 'w' }, context(now))
  if (!result.accepted) throw new Error(`refused: ${result.reason}`)
  return result.run
}

const done = (run: RunDocument, where: ReturnType<typeof at>, claimId = 'c1', attempt = 1, now = 20) => {
  const outcome = { ok: true, resultBlob: 'blob', facts: { x: 1 } } as const
  const result = finish(run, { ...where, claimId, attempt }, outcome, context(now))
  if (!result.accepted) throw new Error('refused')
  return result.run
}

const failedWith = (error: WireError, run: RunDocument, attempt = 1, claimId = 'c1', now = 20) => {
  const result = finish(run, { ...at('first', 'a'), claimId, attempt }, { ok: false, error }, context(now))
  if (!result.accepted) throw new Error('refused')
  return result.run
}

const unavailable: WireError = { code: 'service_unavailable', message: 'gone' }

describe('begin', () => {
  it('activates the first step and has its message waiting, due at once', () => {
    const run = begun()
    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([['first', 'active']])
    expect(run.outbox).toMatchObject([{ task: 'a', attempt: 1, sending: 0, dueAt: 0 }])
    expect(run).toMatchObject({ status: 'pending', version: 1, wakeAt: 0 })
  })
})

describe('claim', () => {
  it('raises the attempt, starts the lease and takes the message out', () => {
    const run = claimed(begun(), at('first', 'a'))
    expect(run.steps[0]!.tasks[0]).toMatchObject({ status: 'claimed', attempt: 1, leaseUntil: 10 + timing.leaseMs })
    expect(run).toMatchObject({ status: 'running', outbox: [], version: 2 })
  })

  it('answers the same claim again with the same attempt and changes nothing', () => {
    const run = claimed(begun(), at('first', 'a'))
    const again = claim(run, { ...at('first', 'a'), claimId: 'c1', worker: 'w' }, context(99))
    expect(again).toEqual({ accepted: true, run, changed: false, attempt: 1 })
  })

  it.each([
    ['held', (run: RunDocument) => claimed(run, at('first', 'a'))],
    ['done', (run: RunDocument) => done(claimed(run, at('first', 'a')), at('first', 'a'))],
    ['ended', (run: RunDocument) => failedWith({ code: 'internal', message: '' }, claimed(run, at('first', 'a')))],
    ['not_due', (run: RunDocument) => failedWith(unavailable, claimed(run, at('first', 'a')))],
  ])('refuses another claim: %s', (reason, prepare) => {
    const result = claim(prepare(begun()), { ...at('first', 'a'), claimId: 'other', worker: 'w' }, context(21))
    expect(result).toEqual({ accepted: false, reason })
  })

  it('refuses a late repetition of a claim whose attempt has ended, also when its lease has passed', () => {
    const run = claimed(begun(), at('first', 'a'))
    const again = { ...at('first', 'a'), claimId: 'c1', worker: 'w' }
    const retried = failedWith(unavailable, run)
    expect(claim(retried, again, context(60_000))).toEqual({ accepted: false, reason: 'done' })
    const lapsed = reconcile(run, { ...context(60_000), leasesLapse: true })!.run
    expect(claim(lapsed, again, context(120_000))).toEqual({ accepted: false, reason: 'done' })
    const second = claimed(lapsed, at('first', 'a'), 'c2', 120_000)
    expect(second.steps[0]!.tasks[0]).toMatchObject({ status: 'claimed', attempt: 2, claimId: 'c2' })
    const twice = reconcile(second, { ...context(240_000), leasesLapse: true })!.run
    expect(claim(twice, again, context(360_000))).toEqual({ accepted: false, reason: 'done' })
  })

  it('refuses a task that the run does not have', () => {
    const result = claim(begun(), { ...at('second', 'z'), claimId: 'c1', worker: 'w' }, context(10))
    expect(result).toEqual({ accepted: false, reason: 'unknown' })
  })
})

describe('finish', () => {
  it('moves the step only when the last of its tasks is done, and ends the run after the last step', () => {
    let run = done(claimed(begun(), at('first', 'a')), at('first', 'a'))
    expect(run.outbox.map(({ task }) => task)).toEqual(['b', 'c'])
    run = claimed(claimed(run, at('second', 'b'), 'cb'), at('second', 'c'), 'cc')
    run = done(run, at('second', 'c'), 'cc')
    expect(run.steps[1]).toMatchObject({ status: 'active' })
    run = done(run, at('second', 'b'), 'cb', 1, 40)
    expect(run).toMatchObject({ status: 'succeeded', outcome: { n: 1 }, wakeAt: null, outbox: [] })
    expect(run.endedAt).toEqual(new Date(40))
  })

  it('gives the same finish its first answer without a second effect', () => {
    const run = done(claimed(begun(), at('first', 'a')), at('first', 'a'))
    const outcome = { ok: true, resultBlob: 'other', facts: {} } as const
    const again = finish(run, { ...at('first', 'a'), claimId: 'c1', attempt: 1 }, outcome, context(30))
    expect(again).toEqual({ accepted: true, run, changed: false })
  })

  it('refuses an older attempt after a newer claim', () => {
    let run = claimed(begun(), at('first', 'a'))
    run = reconcile(run, { ...context(10 + timing.leaseMs + timing.leaseSkewMs), leasesLapse: true })!.run
    run = claimed(run, at('first', 'a'), 'c2', 60_000)
    const outcome = { ok: true, resultBlob: 'late', facts: {} } as const
    expect(finish(run, { ...at('first', 'a'), claimId: 'c1', attempt: 1 }, outcome, context(60_001))).toEqual({
      accepted: false,
    })
    expect(done(run, at('first', 'a'), 'c2', 2, 60_002).steps[0]).toMatchObject({ status: 'done' })
  })

  it('queues a failed attempt again with growing waits, until none is left', () => {
    let run = failedWith(unavailable, claimed(begun(), at('first', 'a')))
    expect(run.outbox).toMatchObject([{ attempt: 2, dueAt: 20 + timing.retryBaseMs }])
    run = failedWith(unavailable, claimed(run, at('first', 'a'), 'c2', 1_000), 2, 'c2', 1_000)
    expect(run.outbox).toMatchObject([{ attempt: 3, dueAt: 1_000 + 2 * timing.retryBaseMs }])
    run = failedWith(unavailable, claimed(run, at('first', 'a'), 'c3', 9_000), 3, 'c3', 9_000)
    expect(run).toMatchObject({ status: 'failed', error: unavailable, outbox: [], wakeAt: null })
    expect(run.history.filter(({ code }) => code === 'service_unavailable')).toHaveLength(4)
  })

  it('waits at least as long as the error asks', () => {
    const run = failedWith({ ...unavailable, retryAfterMs: 7_000 }, claimed(begun(), at('first', 'a')))
    expect(run.outbox[0]!.dueAt).toBe(7_020)
  })

  it.each(['internal', 'validation_failed', 'provider_quota_exhausted'] as const)(
    'fails at once where another attempt cannot help: %s',
    (code) => {
      const run = failedWith({ code, message: 'x' }, claimed(begun(), at('first', 'a')))
      expect(run).toMatchObject({ status: 'failed', error: { code } })
    },
  )

  it('releases the locks of a run that ends', () => {
    const held: RunDocument = { ...begun(), locks: ['engine:1'] }
    expect(failedWith({ code: 'internal', message: '' }, claimed(held, at('first', 'a')))).not.toHaveProperty('locks')
  })
})

describe('a task that its run can do without', () => {
  const dispensable: Recipe = {
    ...recipe,
    next: ({ steps }) => {
      const decision = recipe.next({ steps, deadlineAt: null })
      return decision.type === 'step'
        ? { ...decision, tasks: decision.tasks.map((task) => ({ ...task, dispensable: true })) }
        : decision
    },
  }
  const without = (now: number, over: Partial<TransitionContext> = {}) => ({
    ...context(now),
    recipe: dispensable,
    ...over,
  })

  it('ends its step without result when its attempts are used up', () => {
    const run = claimed(begin(fresh(), without(0)), at('first', 'a'))
    const failure = { ok: false, error: unavailable } as const
    const context = without(20, { maxAttempts: () => 1 })
    const result = finish(run, { ...at('first', 'a'), claimId: 'c1', attempt: 1 }, failure, context)
    if (!result.accepted) throw new Error('refused')
    expect(result.run.status).toBe('running')
    expect(result.run.steps.map(({ name, status }) => [name, status])).toEqual([
      ['first', 'done'],
      ['second', 'active'],
    ])
    expect(result.run.steps[0]!.tasks[0]).toMatchObject({ status: 'done', resultBlob: null, error: unavailable })
    expect(result.run.history.map(({ type }) => type)).toContain('task.failed')
    expect(finish(result.run, { ...at('first', 'a'), claimId: 'c1', attempt: 1 }, failure, context)).toMatchObject({
      accepted: true,
      changed: false,
    })
  })

  it('is not waited for as long as others when nobody takes it', () => {
    const run = begin(fresh(), without(0))
    expect(reconcile(run, { ...without(14_999), leasesLapse: true })?.run.steps).toHaveLength(1)
    const later = reconcile(run, { ...without(15_000), leasesLapse: true })!.run
    expect(later).toMatchObject({ status: 'pending', steps: [{ status: 'done' }, { status: 'active' }] })
    expect(later.outbox.map(({ task }) => task)).toEqual(['b', 'c'])
    const ended = reconcile(later, { ...without(30_000), leasesLapse: true })!.run
    expect(ended).toMatchObject({ status: 'succeeded', outcome: { n: 1 } })
  })
})

describe('heartbeat', () => {
  it('renews the lease of the current attempt only', () => {
    const run = claimed(begun(), at('first', 'a'))
    const renewed = heartbeat(run, { ...at('first', 'a'), claimId: 'c1', attempt: 1 }, context(500))
    expect(renewed!.steps[0]!.tasks[0]!.leaseUntil).toBe(500 + timing.leaseMs)
    expect(heartbeat(run, { ...at('first', 'a'), claimId: 'c0', attempt: 1 }, context(500))).toBeUndefined()
    expect(heartbeat(run, { ...at('first', 'a'), claimId: 'c1', attempt: 2 }, context(500))).toBeUndefined()
    const ended = failedWith({ code: 'internal', message: '' }, run)
    expect(heartbeat(ended, { ...at('first', 'a'), claimId: 'c1', attempt: 1 }, context(500))).toBeUndefined()
  })
})

describe('reconcile', () => {
  const lapse = 10 + timing.leaseMs + timing.leaseSkewMs

  it('does nothing before anything is due', () => {
    const run = claimed(begun(), at('first', 'a'))
    expect(reconcile(run, { ...context(lapse - 1), leasesLapse: true })).toBeUndefined()
  })

  it('queues a task whose lease has passed, and lets none lapse while told to be patient', () => {
    const run = claimed(begun(), at('first', 'a'))
    expect(reconcile(run, { ...context(lapse), leasesLapse: false })).toBeUndefined()
    const after = reconcile(run, { ...context(lapse), leasesLapse: true })!.run
    expect(after.steps[0]!.tasks[0]).toMatchObject({ status: 'queued', attempt: 1, claimId: null })
    expect(after.outbox).toMatchObject([{ task: 'a', attempt: 2 }])
  })

  it('sends an unclaimed message again after 15 s, then 1, 2, 4 minutes', () => {
    let run = begun()
    takeDue(run, { now: 0, timing })
    const waits: number[] = []
    for (let now = run.outbox[0]!.dueAt, sent = 0; waits.length < 4; now = run.outbox[0]!.dueAt) {
      waits.push(now - sent)
      const result = reconcile(run, { ...context(now), leasesLapse: true })!
      expect(result.send).toMatchObject([{ task: 'a', sending: waits.length + 1 }])
      run = result.run
      sent = now
    }
    expect(waits).toEqual([15_000, 60_000, 120_000, 240_000])
  })

  it('fails a run whose task nobody took within the queue limit', () => {
    const { run } = reconcile(begun(), { ...context(timing.queueLimitMs), leasesLapse: true })!
    expect(run).toMatchObject({ status: 'failed', error: { code: 'queue_limit_reached' }, wakeAt: null, outbox: [] })
  })

  it('never touches a run that has ended', () => {
    const ended = failedWith({ code: 'internal', message: '' }, claimed(begun(), at('first', 'a')))
    expect(reconcile(ended, { ...context(1e12), leasesLapse: true })).toBeUndefined()
  })
})

it('keeps the newest 200 entries of the history, numbered without a gap', () => {
  let run = begun()
  for (let attempt = 1; attempt <= 120; attempt += 1) {
    const now = attempt * 1e6
    run = claimed(run, at('first', 'a'), `c${attempt}`, now)
    const failure = { ok: false, error: unavailable } as const
    const many = { ...context(now), maxAttempts: () => 1_000 }
    const result = finish(run, { ...at('first', 'a'), claimId: `c${attempt}`, attempt }, failure, many)
    run = (result as { run: RunDocument }).run
  }
  expect(run.history.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => run.seq - 199 + i))
})
