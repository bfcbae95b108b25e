/**
 * The best `k` of the first `count` candidates, best first, by a binary heap whose root is the worst kept.
 * @param better whether candidate a ranks before candidate b; a strict total order, so that the result is unique
 */
export const topK = (
  candidates: Int32Array,
  count: number,
  k: number,
  better: (a: number, b: number) => boolean,
): number[] => {
  const heap: number[] = []
  const sink = (start: number): void => {
    const value = heap[start]!
    let at = start
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && better(heap[child]!, heap[child + 1]!)) child += 1
      if (!better(value, heap[child]!)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = value
  }
  if (k < 1) return heap
  const first = Math.min(k, count)
  for (let i = 0; i < first; i++) heap.push(candidates[i]!)
  for (let i = (first >> 1) - 1; i >= 0; i--) sink(i)
  for (let i = first; i < count; i++) {
    if (!better(candidates[i]!, heap[0]!)) continue
    heap[0] = candidates[i]!
    sink(0)
  }
  return heap.sort((a, b) => (better(a, b) ? -1 : 1))
}
