/** Runs work in at most `slots` places at once; the rest waits its turn, first come first served. */
export const createLimit = (slots: number) => {
  const waiting: (() => void)[] = []
  let free = slots
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
