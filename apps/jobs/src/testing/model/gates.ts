/** Something that acts and may die: a replica in one of its lives, a worker. */
export interface Actor {
  readonly name: string
  alive: boolean
}

export interface WaitingStep {
  readonly actor: Actor
  readonly what: string
  /** Lets it happen; whoever asked for it goes on. */
  happen(): void
}

export type Gates = ReturnType<typeof createGates>

/** Lets everything that was let go run up to its next gate. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Single operations on what actors share (store, broker, audit log), each of which happens when the test says so. An actor
 * that dies leaves what it was about to do undone, and never goes on: it dies between any two of its operations.
 */
export const createGates = () => {
  let waiting: WaitingStep[] = []

  return {
    /** The operations that may happen now, in the order in which they were asked for. */
    waiting: (): readonly WaitingStep[] => waiting,

    pass: <T>(actor: Actor, what: string, act: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        if (!actor.alive) return
        const step: WaitingStep = {
          actor,
          what,
          happen: () => {
            waiting = waiting.filter((other) => other !== step)
            try {
              resolve(act())
            } catch (error) {
              reject(error)
            }
          },
        }
        waiting.push(step)
      }),

    kill(actor: Actor): void {
      actor.alive = false
      waiting = waiting.filter((step) => step.actor !== actor)
    },
  }
}
