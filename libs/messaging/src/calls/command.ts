import type { CallEffect } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/** What a caller wants done once, and whether it is still wanted. */
export interface Command {
  /** The same for every copy of the command. */
  readonly id: string
  /**
   * How far the caller had seen what the owner did to this team's things, by the owner's own count, when it sent this.
   * What was changed after that is not to be changed by it: see `Overtaken`. Undefined where nobody said.
   */
  readonly seen: number | undefined
  /** Tells the caller how far the owner is, with the answer. */
  readonly shows: (count: number) => void
  /** @throws AppError `cancelled` when the caller no longer waits, also where this process stood still meanwhile */
  readonly expectAwaited: () => void
}

/**
 * Thrown by an owner instead of doing what a command asks for, when it would change what was changed after the caller
 * had last looked. Whoever still waits asks again, having seen that; a copy that comes late has nobody who would.
 */
export class Overtaken extends Error {
  /** How far the owner is. */
  readonly count: number

  constructor(count: number) {
    super('Something else was done first')
    this.count = count
  }
}

/** A command of this process itself. */
export const ownCommand = (id: string, expectAwaited: () => void = () => undefined): Command => ({
  id,
  seen: undefined,
  shows: () => undefined,
  expectAwaited,
})

/** @throws AppError `cancelled` when `leftMs` tells that nobody waits */
export const awaited = (leftMs: () => number) => (): void => {
  if (leftMs() <= 0) throw new AppError('cancelled', 'The caller no longer waits')
}

/** The value of the field that names a command; undefined for a read, and for a message of a release that had none. */
export const commandIdOf = (effect: CallEffect, request: unknown): string | undefined => {
  if (typeof effect === 'string') return undefined
  const value = (request as Record<string, unknown>)[effect.command]
  return typeof value === 'string' ? value : undefined
}

const mostTeams = 10_000

/** How far this process has seen what owners did, by owner and team. */
export const createSight = () => {
  const counts = new Map<string, number>()
  const keyOf = (service: string, teamId: string): string => `${service} ${teamId}`
  return {
    of: (service: string, teamId: string): number => counts.get(keyOf(service, teamId)) ?? 0,
    note: (service: string, teamId: string, count: number): void => {
      const key = keyOf(service, teamId)
      const known = counts.get(key) ?? 0
      counts.delete(key)
      counts.set(key, Math.max(known, count))
      if (counts.size > mostTeams) counts.delete(counts.keys().next().value!)
    },
  }
}
