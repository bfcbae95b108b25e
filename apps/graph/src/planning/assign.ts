interface Bin {
  /** Items it can still take. */
  readonly capacity: number
  /** Items it holds already. */
  readonly taken: number
  /** What its first item is worth beside the item's own affinity; the k-th of the others is worth 1/k. */
  readonly first: number
}

const least = 1e-12

/**
 * Gives every item at most one bin such that the sum of affinities and of what filled bins are worth is the largest
 * possible under the capacities. The falling worth of further items spreads few items over the bins before it lets
 * one bin have many. Items are taken in order and moved only for a gain, so equal inputs give equal results.
 * @param affinity per item, per bin: above 0, or 0 where the item may not go
 * @returns per item the number of its bin, or -1
 * @see successive shortest augmenting paths for the transportation problem with convex costs, e.g. Ahuja, Magnanti,
 *      Orlin, "Network Flows", 1993, chapters 9 and 14; bins are few, so paths run over bins only
 */
export const assign = (affinity: readonly (readonly number[])[], bins: readonly Bin[]): Int32Array => {
  const home = new Int32Array(affinity.length).fill(-1)
  const held = bins.map((): number[] => [])
  const room = (bin: number): boolean => held[bin]!.length < bins[bin]!.capacity
  const nextWorth = (bin: number): number => {
    const { taken, first } = bins[bin]!
    const number = taken + held[bin]!.length + 1
    return number === 1 ? first : Math.min(first, 1 / number)
  }

  const place = (item: number): void => {
    // gain[b]: the most that is won when item goes in somewhere and a chain of moves ends with one item too many in b.
    const gain = bins.map((_, bin) => affinity[item]![bin]! || -Infinity)
    const chain = bins.map((): { from: number; moved: number } | undefined => undefined)
    for (let round = 1; round < bins.length; round++)
      bins.forEach((_, from) => {
        if (gain[from] === -Infinity) return
        for (const moved of held[from]!)
          bins.forEach((__, to) => {
            const into = affinity[moved]![to]!
            const gained = gain[from]! - affinity[moved]![from]! + into
            if (to === from || into === 0 || gained <= gain[to]! + least) return
            gain[to] = gained
            chain[to] = { from, moved }
          })
      })
    let best = { total: least, bin: -1, dropped: -1 }
    bins.forEach((_, bin) => {
      if (room(bin)) {
        const total = gain[bin]! + nextWorth(bin)
        if (total > best.total + least) best = { total, bin, dropped: -1 }
        return
      }
      for (const dropped of held[bin]!) {
        const total = gain[bin]! - affinity[dropped]![bin]!
        if (total > best.total + least) best = { total, bin, dropped }
      }
    })
    if (best.bin < 0) return
    const take = (from: number, moved: number): void => {
      held[from] = held[from]!.filter((other) => other !== moved)
    }
    if (best.dropped >= 0) {
      take(best.bin, best.dropped)
      home[best.dropped] = -1
    }
    let bin = best.bin
    for (let step = chain[bin]; step; step = chain[bin]) {
      take(step.from, step.moved)
      held[bin]!.push(step.moved)
      home[step.moved] = bin
      bin = step.from
    }
    held[bin]!.push(item)
    home[item] = bin
  }

  for (let item = 0; item < affinity.length; item++) place(item)
  return home
}
