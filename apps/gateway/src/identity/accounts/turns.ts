import { AppError } from '@synthwright/kernel'

export interface TurnLimits {
  /** More at once would take the cores from everybody else. */
  atOnce: number
  /** More waiting would be answered too late. */
  waiting: number
  /** Of them from one address. */
  waitingPerAddress: number
}

/** Lets what costs as much as hashing a password happen a few at a time, and every address in turn. */
export interface Turns {
  /** @throws AppError `service_unavailable` when too many wait; then nothing was begun */
  take<T>(address: string, work: () => Promise<T>): Promise<T>
}

interface Waiting {
  begin: () => void
  giveUp: (reason: AppError) => void
}

const full = () => new AppError('service_unavailable', 'Too many people sign in at once', { retryAfterMs: 5_000 })

export const createTurns = ({ atOnce, waiting, waitingPerAddress }: TurnLimits): Turns => {
  const queues = new Map<string, Waiting[]>()
  let count = 0
  let running = 0

  /** Makes room for an address that waits for less than another one does. */
  const displace = (own: number): void => {
    const longest = [...queues.values()].reduce((a, b) => (b.length > a.length ? b : a))
    if (longest.length <= own + 1) throw full()
    longest.pop()!.giveUp(full())
    count -= 1
  }

  const wait = (address: string): Promise<void> => {
    const queue = queues.get(address) ?? []
    if (queue.length >= waitingPerAddress) throw full()
    if (count >= waiting) displace(queue.length)
    return new Promise((begin, giveUp) => {
      queues.set(address, queue)
      queue.push({ begin, giveUp })
      count += 1
    })
  }

  const next = (): Waiting | undefined => {
    const foremost = queues.entries().next().value
    if (!foremost) return undefined
    const [address, queue] = foremost
    // Behind all others, until it is its turn again.
    queues.delete(address)
    const first = queue.shift()
    if (queue.length > 0) queues.set(address, queue)
    count -= 1
    return first
  }

  return {
    take: async (address, work) => {
      if (running >= atOnce) await wait(address)
      else running += 1
      try {
        return await work()
      } finally {
        // The place passes on to whoever waits, so that nobody who comes meanwhile takes it.
        const waited = next()
        if (waited) waited.begin()
        else running -= 1
      }
    },
  }
}
