/** A queue between a sender that never waits and one reader; when it is full the oldest item goes. */
export const createBuffer = <T>(size: number) => {
  const items: T[] = []
  let closed = false
  let wake = () => {}
  return {
    push: (item: T): void => {
      if (closed) return
      if (items.length === size) items.shift()
      items.push(item)
      wake()
    },
    /** Ends the iteration once what is left was read. */
    close: (): void => {
      closed = true
      wake()
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
      for (;;) {
        while (items.length > 0) yield items.shift() as T
        if (closed) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
