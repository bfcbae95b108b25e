import type { Graph, Neighbour } from './create-graph.ts'

/** Part of a graph in compressed rows: the links of node i are `targets` and `shares` from offsets[i] to offsets[i+1]. */
export type Neighbourhood = {
  readonly ids: readonly string[]
  readonly offsets: Int32Array
  readonly targets: Int32Array
  /** Each link's share of its node's weight; they sum to 1 per node with links. */
  readonly shares: Float64Array
}

export type NeighbourhoodOptions = {
  readonly direction: 'both' | 'out'
  readonly maxRows: number
  readonly filter: (rowId: string) => boolean
  readonly weightOf: (neighbour: Neighbour) => number
}

/** What the seeds reach, nearest first, at most `maxRows`; rows that the filter refuses conduct nothing. */
export const neighbourhoodOf = (
  graph: Graph,
  seeds: readonly string[],
  { direction, maxRows, filter, weightOf }: NeighbourhoodOptions,
): Neighbourhood => {
  const localOf = new Int32Array(graph.capacity).fill(-1)
  const refused = -2
  const numbers: number[] = []
  const ids: string[] = []
  const visit = (row: number, id: string): void => {
    if (localOf[row] !== -1 || numbers.length >= maxRows) return
    localOf[row] = filter(id) ? numbers.length : refused
    if (localOf[row] === refused) return
    numbers.push(row)
    ids.push(id)
  }
  const open = (neighbour: Neighbour): boolean => direction === 'both' || neighbour.direction === 'out'
  for (const id of seeds) visit(graph.numberOf(id), id)
  let linkCount = 0
  for (let i = 0; i < numbers.length; i++) {
    const { neighbours, targets } = graph.linksOf(numbers[i]!)
    linkCount += neighbours.length
    if (numbers.length >= maxRows) continue
    for (let j = 0; j < targets.length; j++) if (open(neighbours[j]!)) visit(targets[j]!, neighbours[j]!.id)
  }
  const offsets = new Int32Array(numbers.length + 1)
  const targets = new Int32Array(linkCount)
  const shares = new Float64Array(linkCount)
  let used = 0
  for (let i = 0; i < numbers.length; i++) {
    const links = graph.linksOf(numbers[i]!)
    let total = 0
    for (let j = 0; j < links.targets.length; j++) {
      const to = localOf[links.targets[j]!]!
      const weight = to >= 0 && open(links.neighbours[j]!) ? weightOf(links.neighbours[j]!) : 0
      if (!(weight > 0)) continue
      targets[used] = to
      shares[used++] = weight
      total += weight
    }
    for (let j = offsets[i]!; j < used; j++) shares[j]! /= total
    offsets[i + 1] = used
  }
  return { ids, offsets, targets, shares }
}
