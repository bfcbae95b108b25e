import type { Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/** Null sets no bound. Each process counts for itself. */
export interface WaitingRoomSize {
  perUser: number | null
  perTeam: number | null
}

/** Bounds how many requests wait for a run, or follow one, at once: each of them holds a connection for as long as the run takes. */
export interface WaitingRoom {
  /** @returns what to call on leaving. @throws AppError `service_unavailable` when it is full */
  enter(principal: Principal): () => void
  /** How many places are taken. */
  readonly size: number
}

const retryAfterMs = 5_000

export const createWaitingRoom = ({ perUser, perTeam }: WaitingRoomSize): WaitingRoom => {
  const waiting = new Map<string, number>()
  const add = (key: string, change: 1 | -1): void => {
    const count = (waiting.get(key) ?? 0) + change
    if (count === 0) waiting.delete(key)
    else waiting.set(key, count)
  }
  return {
    enter: ({ teamId, userId }) => {
      const bounds = [
        [teamId, perTeam],
        [`${teamId}.${userId}`, perUser],
      ] as const
      if (bounds.some(([key, most]) => most !== null && (waiting.get(key) ?? 0) >= most))
        throw new AppError('service_unavailable', 'Too many requests wait already', { retryAfterMs })
      const counted = bounds.filter(([, most]) => most !== null).map(([key]) => key)
      for (const key of counted) add(key, 1)
      return () => {
        for (const key of counted) add(key, -1)
      }
    },
    get size() {
      return waiting.size
    },
  }
}
