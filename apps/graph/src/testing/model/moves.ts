import fc from 'fast-check'
import { settled } from './gates.ts'
import { createWorld, type WorldOptions } from './world.ts'

/** What may happen next, and how often relative to the rest. What is not possible at its time does not happen. */
const weights = {
  step: 30,
  write: 4,
  read: 3,
  remove: 2,
  rush: 2,
  time: 2,
  crash: 2,
  hear: 1,
  fail: 1,
  unheard: 1,
  sendLeft: 1,
  late: 1,
  arrive: 1,
  repeat: 1,
} as const

type Kind = keyof typeof weights

/** One thing that happens: of which kind, and which of those possible. */
export type Move = readonly [kind: Kind, pick: number]

export const moves = fc.array(
  fc.tuple(
    fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Kind) }))),
    fc.nat(11),
  ),
  { minLength: 1, maxLength: 100, size: 'max' },
)

/** What went well before the moves begin: knowledge that replicas have, and after it a change, a day old, whose writer died early. */
export type Prelude = 'nothing' | 'knowledge' | 'unapplied'

export interface PlayOptions extends WorldOptions {
  after?: Prelude
}

export const plays: [play: string, options: PlayOptions][] = [
  ['from nothing', {}],
  ['from knowledge that replicas have', { after: 'knowledge' }],
  ['from knowledge that replicas have, with texts in memory', { after: 'knowledge', cachedCharacters: 10_000 }],
  ['from a change that its writer did not apply', { after: 'unapplied' }],
]

const ids = ['a', 'b', 'c']
const picked = <T>(of: readonly T[], pick: number): T | undefined => of[pick % Math.max(1, of.length)]

/** Plays the moves, then lets everything come to its end. @throws Violation */
export const play = async ({ after = 'nothing', ...options }: PlayOptions, given: readonly Move[]): Promise<void> => {
  const world = createWorld(options)
  const { gates, replicas } = world
  const waiting = (pick: number) => picked(gates.waiting(), pick)
  const replica = (pick: number) => picked(replicas, pick)!
  const id = (pick: number) => picked(ids, pick >> 2)!
  const rush = async (until: () => boolean = () => false) => {
    for (let steps = 0; steps < 60 && !until() && gates.waiting().length > 0; steps += 1) {
      gates.waiting()[0]!.happen()
      await settled()
    }
  }

  const happen: Record<Kind, (pick: number) => unknown> = {
    step: (pick) => waiting(pick)?.happen(),
    fail: (pick) => waiting(pick)?.fail(),
    unheard: (pick) => waiting(pick)?.goUnheard(),
    rush: () => rush(),
    write: (pick) =>
      void world.write(replica(pick), pick % 5 === 4 ? ['a', 'b'] : [id(pick)], { audits: pick % 4 === 0 }),
    remove: (pick) => void world.remove(replica(pick), id(pick)),
    read: (pick) => void world.read(replica(pick)),
    hear: (pick) => void world.hear(replica(pick)),
    // The store answers or refuses what it was sent within the day for which changes are kept.
    time: () => world.day(),
    crash: (pick) => world.restart(pick % replicas.length),
    sendLeft: (pick) => void world.sendLeft(replica(pick)),
    late: (pick) => world.writeLate([id(pick)]),
    arrive: (pick) => void world.arrive(replica(pick)),
    repeat: (pick) => void world.repeat(replica(pick)),
  }

  if (after !== 'nothing') {
    void world.write(replicas[0]!, ['a', 'b'])
    await settled()
    await rush()
    for (const one of replicas.slice(1)) void world.read(one)
    await settled()
    await rush()
  }
  if (after === 'unapplied') {
    void world.write(replicas[0]!, ['a'])
    await settled()
    await rush(() => world.rev() === 2)
    world.restart(0)
    world.day()
  }
  for (const [kind, pick] of given) {
    await happen[kind](pick)
    await settled()
    world.check()
  }
  await world.calm()
}
