import { runChanged } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { log } from '@synthwright/telemetry'
import type { z } from 'zod'

export type RunChange = z.output<typeof runChanged.body>

/** Hears that a run moved. */
export interface RunFollower {
  /**
   * Waits until it moved, since this was last called, or `withinMs` have passed.
   * @returns whether it moved
   * @throws the reason of `signal`
   */
  next(withinMs: number, signal: AbortSignal): Promise<boolean>
  close(): void
}

/** Everybody in this process who waits for a run, behind one subscription. */
export interface RunFollowers {
  /**
   * Listens for the changes of a run. To miss nothing, begin before asking for its state.
   * @param heard is told of each change as it comes, and at once of an end that came just before; what returns true wakes
   * @throws AppError `run_not_found` for text that can be no run's id
   */
  follow(team: string, run: string, heard: (change: RunChange) => boolean): RunFollower
  /** How many follow now. */
  readonly size: number
}

const runIdForm = /^[\w-]{1,200}$/
/** Ends remembered for whoever is about to follow: a run may be over before its starter knows its id. */
const endsRemembered = 1_000

export const createRunFollowers = (bus: Pick<Bus, 'subscribe'>): RunFollowers => {
  const followers = new Map<string, Set<(change: RunChange) => void>>()
  const ends = new Map<string, RunChange>()
  let listening = false

  const listen = async (): Promise<void> => {
    listening = true
    try {
      for await (const { params, body } of bus.subscribe(runChanged, { team: '*', run: '*' })) {
        const key = `${params.team}.${params.run}`
        if (body.ended) ends.set(key, body)
        if (ends.size > endsRemembered) ends.delete(ends.keys().next().value!)
        for (const tell of followers.get(key) ?? []) tell(body)
      }
    } catch (error) {
      log.warn('Nobody tells that runs move; whoever waits asks', { error })
    } finally {
      listening = false
    }
  }

  return {
    follow: (team, run, heard) => {
      if (!runIdForm.test(run)) throw new AppError('run_not_found', 'Run not found')
      if (!listening) void listen()
      const key = `${team}.${run}`
      let moved = Promise.withResolvers<void>()
      const tell = (change: RunChange): void => {
        if (heard(change)) moved.resolve()
      }
      const others = followers.get(key) ?? new Set()
      followers.set(key, others.add(tell))
      const end = ends.get(key)
      if (end) tell(end)

      return {
        next: async (withinMs, signal) => {
          signal.throwIfAborted()
          const over = Promise.withResolvers<false>()
          const leave = () => over.reject(signal.reason as Error)
          signal.addEventListener('abort', leave, { once: true })
          const timer = setTimeout(() => over.resolve(false), withinMs)
          try {
            const hasMoved = await Promise.race([moved.promise.then(() => true), over.promise])
            if (hasMoved) moved = Promise.withResolvers()
            return hasMoved
          } finally {
            clearTimeout(timer)
            signal.removeEventListener('abort', leave)
          }
        },
        close: () => {
          others.delete(tell)
          if (others.size === 0 && followers.get(key) === others) followers.delete(key)
        },
      }
    },
    get size() {
      return [...followers.values()].reduce((sum, { size }) => sum + size, 0)
    },
  }
}
