import type { Program } from './explore.ts'
import { createScene, type Scene } from './scene.ts'
import { closeTarget, moveTarget } from './target.ts'
import type { WorldOptions } from './world.ts'

/** What is left out of the rules, to see what it is for. */
export type Left = Partial<Pick<WorldOptions, 'rules' | 'ownerRules' | 'targetRules' | 'storeRules' | 'shows'>>

const sceneWith = (last: 'commit' | 'wait', left: Left): Scene =>
  createScene({ last, steps: [['a']], replicas: 3, ...left })

const startsRun =
  (run: string, command: string): Program =>
  ({ callers }, replica) =>
    callers.start(replica, run, command)

/** What several actors may be doing at the same time, and from where each situation begins. */
export const begin = {
  start: (left: Left) => async () => sceneWith('commit', left),

  finish: (left: Left) => async () => {
    const scene = createScene({ last: 'end', steps: [['a', 'b']], replicas: 3, ...left })
    void startsRun('run1', 'command1')(scene, scene.world.replicas[0]!)
    await scene.calm(() => scene.workers.sessions('working').length === 2)
    return scene
  },

  commit: (left: Left) => async () => {
    const scene = sceneWith('commit', left)
    void startsRun('run1', 'command1')(scene, scene.world.replicas[0]!)
    await scene.calm(() => scene.workers.sessions('working').length === 1)
    return scene
  },

  apply: (left: Left) => async () => {
    const scene = sceneWith('wait', left)
    void startsRun('run1', 'command1')(scene, scene.world.replicas[0]!)
    await scene.calm(() => scene.runs()[0]?.status === 'waiting', { decides: false })
    return scene
  },
}

const named = {
  /** Looks at all runs, late enough for whatever somebody else left in the middle. */
  looks: async ({ world }, { engine }) => {
    world.advance(500)
    await engine.reconcile({ leasesLapse: false })
  },

  /** A whole life of a run of the first command. */
  lives: async ({ callers, world }, replica) => {
    await callers.start(replica, 'run2', 'command1')
    if (!world.store.runs.has('run2')) return
    const at = { team: 'team_1', run: 'run2', step: 's0', round: 1, task: 'a', claimId: 'c' }
    await replica.engine.claim('graph', { ...at, worker: 'w' })
    await replica.engine.finish('graph', { ...at, attempt: 1 }, { ok: false, error: { code: 'internal', message: '' } })
    await callers.remove(replica, 'run2')
  },

  finishesOther: ({ workers }, replica) => workers.end(workers.sessions('working').at(-1)!, true, replica),
  finishes: ({ workers }, replica) => workers.end(workers.sessions('working')[0]!, true, replica),
  cancels: ({ callers }, replica) => callers.cancel(replica, 'run1'),
  archives: ({ world }) => void (world.owner.archived = true),
  handsOver: ({ world }) => void (world.owner.busyWith = null),
  spoils: ({ world }) => void (world.owner.spoilt = true),

  applies: ({ callers }, replica) => callers.apply(replica, 'run1'),
  forces: ({ callers }, replica) => callers.apply(replica, 'run1', { force: true }),
  rejects: ({ callers }, replica) => callers.reject(replica, 'run1'),
  removes: async ({ callers }, replica) => {
    await callers.remove(replica, 'run1')
    await callers.cancel(replica, 'run1')
    await callers.remove(replica, 'run1')
  },
  /** Something else becomes active, and then what was before. */
  movesThereAndBack: ({ world }, { actor }) =>
    world.gates
      .pass(actor, 'activate another', () => moveTarget(world.target, 'another'))
      .then(() => world.gates.pass(actor, 'roll back', () => moveTarget(world.target, null))),
  closes: ({ world }, { actor }) => world.gates.pass(actor, 'close the target', () => closeTarget(world.target)),
  reads: ({ callers }, replica) => callers.readDecision(replica, 'run1'),
  /** Deletes a run that may be decided about, and does nothing else. */
  removesOnly: ({ callers }, replica) => callers.remove(replica, 'run1'),
  appliesTwice: ({ callers }, replica) => callers.applyTwice(replica, 'run1'),
  cancelsAndRemovesTwice: async ({ callers }, replica) => {
    await callers.cancelTwice(replica, 'run1')
    await callers.removeTwice(replica, 'run1')
  },
} satisfies Record<string, Program>

export const programs: Record<keyof typeof named, Program> & { startsRun: typeof startsRun } = { startsRun, ...named }

const p = programs
const first = startsRun('run1', 'command1')

export const situations: [situation: string, from: keyof typeof begin, programs: Program[]][] = [
  ['finish: the last two tasks of a step, and the reconciler', 'finish', [p.finishes, p.finishesOther, p.looks]],
  ['start: two callers with one command, and the reconciler', 'start', [first, startsRun('run2', 'command1'), p.looks]],
  [
    'start: a slow caller, while the run of its command comes and goes, and the reconciler',
    'start',
    [first, p.lives, p.looks],
  ],
  ['start: two commands for one owner, and the reconciler', 'start', [first, startsRun('run2', 'command2'), p.looks]],
  ['commit: the last finish, the reconciler, and somebody who cancels', 'commit', [p.finishes, p.looks, p.cancels]],
  [
    'commit: the last finish, the reconciler, and an owner that is archived',
    'commit',
    [p.finishes, p.looks, p.archives],
  ],
  [
    'commit: the last finish, the reconciler, and an owner given to another',
    'commit',
    [p.finishes, p.looks, p.handsOver],
  ],
  ['commit: the last finish, the reconciler, and rows that cannot be made', 'commit', [p.finishes, p.looks, p.spoils]],
  ['apply: two appliers and the reconciler', 'apply', [p.applies, p.applies, p.looks]],
  ['apply: one more by force, and somebody who moves the target', 'apply', [p.applies, p.forces, p.movesThereAndBack]],
  [
    'apply: by force, the reconciler, and somebody who moves the target',
    'apply',
    [p.forces, p.looks, p.movesThereAndBack],
  ],
  ['apply: one who rejects, and the reconciler', 'apply', [p.applies, p.rejects, p.looks]],
  ['apply: one who deletes, and the reconciler', 'apply', [p.applies, p.removes, p.looks]],
  ['apply: a target that takes no changes any more, and the reconciler', 'apply', [p.forces, p.closes, p.looks]],
  ['apply: one who reads, and the reconciler', 'apply', [p.applies, p.reads, p.looks]],
  ['apply: one whose answer was lost, and another', 'apply', [p.appliesTwice, p.applies]],
  ['cancel and delete: one whose answers were lost, and the reconciler', 'commit', [p.cancelsAndRemovesTwice, p.looks]],
]
