export interface Load<T> {
  results: T[]
  /** How long each took, in the order in which they ended. */
  tookMs: number[]
  perSecond: number
}

/** Does the same `count` times, always `concurrency` of them at once. */
export const drive = async <T>(
  { count, concurrency }: { count: number; concurrency: number },
  act: (index: number) => Promise<T>,
): Promise<Load<T>> => {
  const results: T[] = []
  const tookMs: number[] = []
  let next = 0
  const startedAt = performance.now()
  const one = async () => {
    for (let index = next++; index < count; index = next++) {
      const beganAt = performance.now()
      results.push(await act(index))
      tookMs.push(performance.now() - beganAt)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  return { results, tookMs, perSecond: count / ((performance.now() - startedAt) / 1_000) }
}
