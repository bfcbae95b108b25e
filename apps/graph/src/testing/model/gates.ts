import { AppError } from '@synthwright/kernel'

/** A replica in one of its lives. */
export interface Actor {
  readonly name: string
  alive: boolean
}

/** One operation on the store that waits for its turn. */
export interface WaitingStep {
  readonly actor: Actor
  readonly what: string
  /** It happens, and is answered. */
  happen(): void
  /** It happens, and its answer is lost. */
  goUnheard(): void
  /** It does not happen, and whoever asked for it is told so. */
  fail(): void
}

export type Gates = ReturnType<typeof createGates>

/** Lets everything that was let go run up to its next gate. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const gone = () => new AppError('store_unavailable', 'The store is gone')

/**
 * Single operations on the store that replicas share, each of which happens when the test says so. A replica that dies
 * leaves what it was about to do undone, and never goes on: it dies between any two of its operations.
 */
export const createGates = () => {
  let waiting: WaitingStep[] = []

  return {
    /** The operations that may happen now, in the order in which they were asked for. */
    waiting: (): readonly WaitingStep[] => waiting,

    pass: <T>(actor: Actor, what: string, act: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        if (!actor.alive) return
        const leave = (then: () => void) => () => {
          waiting = waiting.filter((other) => other !== step)
          then()
        }
        const step: WaitingStep = {
          actor,
          what,
          happen: leave(() => void act().then(resolve, reject)),
          goUnheard: leave(() => void act().then(() => reject(gone()), reject)),
          fail: leave(() => reject(gone())),
        }
        waiting.push(step)
      }),

    kill(actor: Actor): void {
      actor.alive = false
      waiting = waiting.filter((step) => step.actor !== actor)
    },
  }
}
