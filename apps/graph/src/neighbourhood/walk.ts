import type { RelationshipType } from '@synthwright/contracts'
import { byScoreThenId, type Graph } from '@synthwright/retrieval'
import type { RowHead } from '../rows/row.ts'

/** A row reached from others, over the shortest way; of equally short ones the strongest. */
export interface Reached {
  readonly id: string
  /** The row before it on the way. */
  readonly via: string
  readonly relationship: RelationshipType
  readonly direction: 'outgoing' | 'incoming'
  readonly distance: number
  /** Product of the edges' weights on the way, 1 at the start. */
  readonly score: number
}

interface WalkOptions {
  readonly depth: number
  /** Empty means all. */
  readonly relationships: readonly string[]
  readonly directions: readonly ('outgoing' | 'incoming')[]
  /** Rows that exist for the caller: no way leads through another. */
  readonly find: (id: string) => RowHead | undefined
}

/** Everything within reach of some rows, nearest first, then strongest, then by id; the rows themselves are left out. */
export const walk = (
  graph: Graph,
  from: readonly string[],
  { depth, relationships, directions, find }: WalkOptions,
): Reached[] => {
  const wanted = new Set<string>(relationships)
  const found = new Map<string, Reached>()
  let front: { id: string; score: number }[] = from.map((id) => ({ id, score: 1 }))
  const start = new Set(from)
  for (let distance = 1; distance <= depth; distance++) {
    const next = new Map<string, Reached>()
    for (const { id: via, score } of front)
      for (const { id, type, direction: side, weight } of graph.neighbours(via)) {
        const direction = side === 'out' ? 'outgoing' : 'incoming'
        if (start.has(id) || found.has(id) || !directions.includes(direction)) continue
        if ((wanted.size > 0 && !wanted.has(type)) || !find(id)) continue
        const reached = { id, via, relationship: type as RelationshipType, direction, distance, score: score * weight }
        const other = next.get(id)
        if (!other || other.score < reached.score) next.set(id, reached as Reached)
      }
    for (const reached of [...next.values()].sort(byScoreThenId)) found.set(reached.id, reached)
    front = [...next.values()].sort(byScoreThenId)
  }
  return [...found.values()]
}

/**
 * Circles among rows along outgoing edges of some types, each as its ids in order. A row that stands in a circle stands
 * in one of those shown, though not in every one it is part of.
 */
export const circlesAmong = (
  graph: Graph,
  ids: ReadonlySet<string>,
  relationships: ReadonlySet<string>,
): string[][] => {
  const next = (id: string): string[] => [
    ...new Set(
      graph
        .neighbours(id)
        .filter(({ id: to, type, direction }) => direction === 'out' && relationships.has(type) && ids.has(to))
        .map(({ id: to }) => to),
    ),
  ]
  const circleFrom = (start: string): string[] | undefined => {
    const before = new Map<string, string>()
    const queue = [start]
    for (const id of queue)
      for (const to of next(id)) {
        if (to === start) {
          const way = [id]
          while (way[0] !== start) way.unshift(before.get(way[0]!)!)
          return way
        }
        if (before.has(to)) continue
        before.set(to, id)
        queue.push(to)
      }
    return undefined
  }
  const circles: string[][] = []
  const shown = new Set<string>()
  for (const id of [...ids].sort()) {
    const circle = shown.has(id) ? undefined : circleFrom(id)
    if (!circle) continue
    circles.push(circle)
    for (const member of circle) shown.add(member)
  }
  return circles
}
