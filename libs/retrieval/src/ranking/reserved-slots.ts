export type SlottedLists<D, N> = {
  /** Best first. */
  readonly direct: readonly D[]
  /** Best first; one that is also among the direct hits of the unreserved slots is not repeated. */
  readonly neighbours: readonly N[]
  /** Slots in all. */
  readonly size: number
  /** Slots among them that neighbours may take. */
  readonly reserved: number
}

/**
 * Direct hits and neighbours in one list of at most `size`. The first `size - reserved` slots hold the best direct
 * hits, the same with and without neighbours; neighbours stand behind them, in reserved slots only; reserved slots
 * left over go to the next direct hits, which close the list. Both keep their order and no id comes twice.
 */
export const withReservedSlots = <D extends { readonly id: string }, N extends { readonly id: string }>({
  direct,
  neighbours,
  size,
  reserved,
}: SlottedLists<D, N>): (D | N)[] => {
  const taken = new Set<string>()
  const take = <T extends { readonly id: string }>(from: readonly T[], most: number): T[] => {
    const kept: T[] = []
    for (const item of from) {
      if (kept.length >= most) break
      if (taken.has(item.id)) continue
      taken.add(item.id)
      kept.push(item)
    }
    return kept
  }
  const slots = Math.max(0, Math.min(reserved, size))
  const best = take(direct, size - slots)
  const beside = take(neighbours, slots)
  return [...best, ...beside, ...take(direct, size - best.length - beside.length)]
}
