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

type Edges = ReadonlyMap<string, readonly string[]>

/** Edges that are looked at for circles. */
const mostSteps = 1_000_000

/** Ids without those whose edges lead to none of the others, one after another. */
const withoutEnds = (ids: ReadonlySet<string>, edges: Edges, back: Edges): Set<string> => {
  const left = new Set(ids)
  const open = new Map([...ids].map((id) => [id, edges.get(id)!.filter((to) => ids.has(to)).length]))
  const ends = [...ids].filter((id) => open.get(id) === 0)
  for (const id of ends) {
    left.delete(id)
    for (const from of back.get(id)!) {
      if (!ids.has(from)) continue
      const others = open.get(from)! - 1
      open.set(from, others)
      if (others === 0) ends.push(from)
    }
  }
  return left
}

/**
 * Circles among rows along outgoing edges of some types, each as its ids in order. A row that stands in a circle stands
 * in one of those shown, though not in every one it is part of, unless there are more than can be looked for.
 */
export const circlesAmong = (
  graph: Graph,
  ids: ReadonlySet<string>,
  relationships: ReadonlySet<string>,
): string[][] => {
  const next = new Map([...ids].map((id): [string, string[]] => [id, []]))
  const before = new Map([...ids].map((id): [string, string[]] => [id, []]))
  for (const id of ids) {
    const targets = graph
      .neighbours(id)
      .filter(({ id: to, type, direction }) => direction === 'out' && relationships.has(type) && ids.has(to))
    for (const to of new Set(targets.map((target) => target.id))) {
      next.get(id)!.push(to)
      before.get(to)!.push(id)
    }
  }
  // Most rows stand in no circle: nothing is looked for from them.
  const inCircles = withoutEnds(withoutEnds(ids, next, before), before, next)
  let steps = 0
  const circleFrom = (start: string): string[] | undefined => {
    const cameFrom = new Map<string, string>()
    const queue = [start]
    for (const id of queue)
      for (const to of next.get(id)!) {
        if ((steps += 1) > mostSteps) return undefined
        if (to === start) {
          const way = [id]
          while (way.at(-1) !== start) way.push(cameFrom.get(way.at(-1)!)!)
          return way.reverse()
        }
        if (cameFrom.has(to) || !inCircles.has(to)) continue
        cameFrom.set(to, id)
        queue.push(to)
      }
    return undefined
  }
  const circles: string[][] = []
  const shown = new Set<string>()
  for (const id of [...inCircles].sort()) {
    if (steps > mostSteps) break
    const circle = shown.has(id) ? undefined : circleFrom(id)
    if (!circle) continue
    circles.push(circle)
    for (const member of circle) shown.add(member)
  }
  return circles
}
