import { deepStrictEqual } from 'node:assert'
import { runEnded, type RunStatus } from '@synthwright/contracts'
import type { RunDocument, TaskState } from '../../engine/run.ts'
import type { EngineTiming } from '../../engine/timing.ts'

/** What must never happen, has. */
export class Violation extends Error {}

export const demand = (holds: boolean, law: string, about: unknown = ''): void => {
  if (!holds) throw new Violation(`${law}: ${typeof about === 'string' ? about : JSON.stringify(about)}`)
}

const same = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  try {
    deepStrictEqual(a, b)
    return true
  } catch {
    return false
  }
}

const keyOf = (at: { step: string; round: number; task: string }): string => `${at.step}.${at.round}.${at.task}`

export const tasksOf = (run: RunDocument): Map<string, TaskState> =>
  new Map(
    run.steps.flatMap(({ name, round, tasks }) =>
      tasks.map((task) => [keyOf({ step: name, round, task: task.key }), task] as const),
    ),
  )

const statusOfHistory: Record<string, RunStatus> = {
  'run.created': 'pending',
  'run.started': 'running',
  'run.committing': 'committing',
  'run.waiting': 'waiting',
  'run.deciding': 'deciding',
  'run.succeeded': 'succeeded',
  'run.failed': 'failed',
  'run.cancelled': 'cancelled',
}

const worksOn = (status: RunStatus): boolean => status === 'pending' || status === 'running'

/** What holds for every document, by itself. */
const checkDocument = (run: RunDocument): void => {
  const tasks = tasksOf(run)
  const queued = [...tasks].filter(([, task]) => task.status === 'queued')
  const expected = worksOn(run.status) ? queued.map(([key, task]) => `${key}.${task.attempt + 1}`) : []
  const entries = run.outbox.map((entry) => `${keyOf(entry)}.${entry.attempt}`)
  demand(same([...entries].sort(), [...expected].sort()), 'outbox: one message for each queued task', run)

  const seqs = run.history.map(({ seq }) => seq)
  demand(
    seqs.every((seq, n) => seq === run.seq - seqs.length + 1 + n),
    'history: numbered without a gap',
    seqs,
  )
  const said = run.history.flatMap(({ type }) => statusOfHistory[type] ?? []).at(-1)
  demand(said === undefined || said === run.status, 'history: its last word is the status', run)
  const effects = run.history
    .filter(({ type }) => type === 'task.done' || type === 'step.started' || type === 'step.done')
    .map(({ type, step, round, task }) => [type, step, round, task].join())
  demand(new Set(effects).size === effects.length, 'no effect twice', run.history)
  demand(
    run.usage.modelCalls === [...tasks.values()].filter(({ status, error }) => status === 'done' && !error).length,
    'no effect twice: usage is counted once for each task',
    run,
  )

  const isMissed = [...tasks.values()].some(({ status, dispensable }) => status === 'failed' && dispensable)
  demand(!isMissed, 'a run does not fail for want of what it can do without', run)

  if (runEnded(run.status)) {
    demand(run.locks === undefined, 'an ended run holds no lock', run)
    demand(run.audit.length === 0 || run.expiresAt === null, 'what has something to tell does not expire', run)
    return
  }
  demand(run.wakeAt !== null, 'no run without a way out: somebody looks at it again', run)
  if (worksOn(run.status))
    demand(
      run.steps.some(({ status, tasks: ofStep }) => status === 'active' && ofStep.some((task) => worked(task))),
      'no run without a way out: a run that is worked on has a task that is not done',
      run,
    )
}

const worked = ({ status }: TaskState): boolean => status === 'queued' || status === 'claimed'

const checkTask = (key: string, before: TaskState, after: TaskState | undefined): void => {
  demand(after !== undefined, 'no task goes', key)
  demand(after!.attempt >= before.attempt && after!.attempt <= before.attempt + 1, 'attempts rise one by one', key)
  if (before.status === 'done' || before.status === 'failed')
    demand(same(before, after), 'no effect twice: what a task ended with stays', { before, after })
  if (after!.status === 'claimed' && before.status !== 'claimed')
    demand(after!.attempt === before.attempt + 1, 'the attempt rises at the claim', key)
  if (before.status === 'claimed' && after!.status === 'claimed')
    demand(before.claimId === after!.claimId, 'a held task is given to nobody else', key)
}

/** What holds between two versions of a document. */
const checkChange = (before: RunDocument, after: RunDocument): void => {
  demand(after.version === before.version + 1, 'versions rise one by one', [before.version, after.version])
  const gone = after.deleted?.gone ?? false
  demand(!before.deleted || after.deleted !== null, 'no deleted run comes back', after)
  if (gone) return demand(before.audit.length === 0, 'what has something to tell does not go', before.audit)
  if (runEnded(before.status))
    for (const field of ['status', 'outcome', 'error', 'steps', 'history', 'endedAt', 'decision'] as const)
      demand(same(before[field], after[field]), `no ended run changes: ${field}`, { before, after })
  demand(same(after.history.slice(0, before.history.length), before.history), 'history: nothing is rewritten', after)
  const tasks = tasksOf(after)
  for (const [key, task] of tasksOf(before)) checkTask(key, task, tasks.get(key))
}

/** What holds between two versions with respect to time. */
const checkTimes = (before: RunDocument, after: RunDocument, now: number, timing: EngineTiming): void => {
  const tasks = tasksOf(after)
  for (const [key, task] of tasksOf(before)) {
    const then = tasks.get(key)
    if (!then) continue
    if (task.status === 'queued' && then.status === 'claimed')
      demand(task.notBefore === null || task.notBefore <= now, 'what waits is not handed out before it is due', key)
    const lapsed = task.status === 'claimed' && then.status !== 'claimed' && then.folded?.attempt !== task.attempt
    if (lapsed) demand(task.leaseUntil! + timing.leaseSkewMs <= now, 'no lease lapses before its skew has passed', key)
  }
}

/** Looks at one write. @throws Violation */
export const checkWrite = (
  before: RunDocument | undefined,
  after: RunDocument,
  { now, timing }: { now: number; timing: EngineTiming },
): void => {
  if (before) checkChange(before, after)
  if (!after.deleted?.gone) checkDocument(after)
  if (before) checkTimes(before, after, now, timing)
}
