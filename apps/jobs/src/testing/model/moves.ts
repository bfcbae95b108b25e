import fc from 'fast-check'
import { settled } from './gates.ts'
import { createScene } from './scene.ts'
import { moveTarget } from './target.ts'
import { modelTiming, type Replica, type WorldOptions } from './world.ts'

/** What may happen next, and how often relative to the rest. What is not possible at its time does not happen. */
const weights = {
  step: 24,
  pull: 6,
  finish: 5,
  time: 3,
  look: 3,
  repeat: 2,
  start: 2,
  decide: 2,
  beat: 1,
  fail: 1,
  pullAgain: 1,
  crash: 1,
  die: 1,
  cancel: 1,
  remove: 1,
  change: 1,
  wipe: 1,
} as const

type Kind = keyof typeof weights

/** One thing that happens: of which kind, and which of those possible. */
export type Move = readonly [kind: Kind, pick: number]

export const moves = fc.array(
  fc.tuple(
    fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Kind) }))),
    fc.nat(11),
  ),
  { minLength: 1, maxLength: 160, size: 'max' },
)

const picked = <T>(of: readonly T[], pick: number): T | undefined => of[pick % Math.max(1, of.length)]

/** How far everything went well before the moves begin. */
export type Prelude = 'nothing' | 'working' | 'waiting'

export interface PlayOptions extends WorldOptions {
  after?: Prelude
}

export const plays: [play: string, options: PlayOptions][] = [
  ['from the start of a run', { last: 'end' }],
  ['from the start of a run whose owner is written first', { last: 'commit' }],
  ['from the start of a run that can do without some of its tasks', { last: 'end', dispensable: ['a', 'c'] }],
  ['from where a run is worked on', { last: 'end', after: 'working' }],
  [
    'from where a result is about to be attached to its owner',
    { last: 'commit', after: 'working', steps: [['a'], ['b']] },
  ],
  ['from where a run waits for a decision', { last: 'wait', after: 'waiting' }],
]

/** Plays the moves, then lets everything come to its end. @throws Violation */
export const play = async ({ after = 'nothing', ...options }: PlayOptions, given: readonly Move[]): Promise<void> => {
  const scene = createScene(options)
  const { world, workers, callers, runs } = scene
  const { gates, owner, replicas, sent, target } = world
  const locks = options.last === 'end' ? ['destination:1'] : []
  let starts = 0

  const replicaFor = (pick: number): Replica => picked(replicas, pick)!
  const session = (phase: Parameters<typeof workers.sessions>[0], pick: number) => picked(workers.sessions(phase), pick)
  const run = (pick: number, ...statuses: string[]) =>
    picked(
      runs().filter(({ status }) => statuses.length === 0 || statuses.includes(status)),
      pick,
    )?._id

  const happen: Record<Kind, (pick: number) => unknown> = {
    step: (pick) => picked(gates.waiting(), pick)?.happen(),
    pull: (pick) => {
      const one = picked(
        sent.filter(({ acknowledged }) => !acknowledged),
        pick,
      )
      return one && workers.pull(one, replicaFor(pick))
    },
    pullAgain: (pick) => {
      const one = picked(sent, pick)
      return one && workers.pull(one, replicaFor(pick))
    },
    repeat: (pick) => {
      const one = session('claiming', pick) ?? session('finishing', pick)
      if (one) workers.repeat(one, replicaFor(pick))
    },
    finish: (pick) => {
      const one = session('working', pick)
      if (one) workers.end(one, true, replicaFor(pick))
    },
    fail: (pick) => {
      const one = session('working', pick)
      if (one) workers.end(one, pick === 11 ? null : false, replicaFor(pick))
    },
    beat: (pick) => {
      const one = session('working', pick)
      if (one) workers.beat(one, replicaFor(pick))
    },
    die: (pick) => {
      const one = session('working', pick) ?? session('claiming', pick)
      if (one) workers.die(one)
    },
    time: (pick) => world.advance([20, 100, modelTiming.resendAfterMs, modelTiming.leaseMs + 300][pick % 4]!),
    look: (pick) => scene.look(replicaFor(pick)),
    crash: (pick) => world.restart(pick % replicas.length),
    wipe: () => world.wipeBroker(),
    start: (pick) => {
      starts += 1
      void callers.start(replicaFor(pick >> 1), `run${starts}`, `command${pick % 2}`, { locks })
    },
    cancel: (pick) => {
      const id = run(pick)
      if (id) void callers.cancel(replicaFor(pick), id)
    },
    remove: (pick) => {
      const id = run(pick)
      if (id) void callers.remove(replicaFor(pick), id)
    },
    decide: (pick) => {
      const id = run(pick, 'waiting', 'deciding')
      if (!id) return
      if (pick % 5 === 4) void callers.reject(replicaFor(pick), id)
      else void callers.apply(replicaFor(pick), id, { force: pick % 3 === 0 })
    },
    change: (pick) => {
      moveTarget(target, pick % 2 ? 'another' : null)
      if (pick % 6 === 0) owner.archived = true
      if (pick % 6 === 1) owner.spoilt = true
    },
  }

  void happen.start(0)
  await settled()
  if (after === 'waiting') await scene.calm(() => runs().some(({ status }) => status === 'waiting'), { decides: false })
  if (after === 'working')
    await scene.calm(() => runs().some(({ steps }) => steps.length === 2) && gates.waiting().length === 0)
  for (const [kind, pick] of given) {
    await happen[kind](pick)
    await settled()
    scene.check()
  }
  await scene.calm()
  scene.checkEnd()
}
