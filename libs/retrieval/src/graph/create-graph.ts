import { compareIds } from '../compare.ts'

export type Edge = { readonly type: string; readonly to: string; readonly weight: number }

export type Neighbour = {
  readonly id: string
  readonly type: string
  readonly direction: 'out' | 'in'
  readonly weight: number
}

/** The links of one node, `neighbours[i]` leading to the node numbered `targets[i]`. */
export type Links = { readonly neighbours: readonly Neighbour[]; readonly targets: Int32Array }

export type Graph = {
  /**
   * Puts the row into the graph and replaces its outgoing edges. Of edges with equal type and target the heaviest
   * counts; loops and edges whose weight is not above 0 and finite are left out.
   */
  setEdges(rowId: string, edges: readonly Edge[]): void
  /** Takes the row and its outgoing edges away; edges of others to it sleep until it is set again. */
  removeRow(rowId: string): boolean
  has(rowId: string): boolean
  /** Both ends of every edge between rows of the graph, by id, then type, then direction. */
  neighbours(rowId: string): readonly Neighbour[]
  readonly rowCount: number
  /** One more than the largest row number, for arrays by number. Numbers change hands when rows go. */
  readonly capacity: number
  /** The row's number, or -1. */
  numberOf(rowId: string): number
  linksOf(row: number): Links
}

type Node = {
  readonly id: string
  readonly number: number
  present: boolean
  out: readonly Edge[]
  readonly incoming: Set<Node>
  links: Links | undefined
}

const byNeighbour = (a: Neighbour, b: Neighbour): number =>
  compareIds(a.id, b.id) || compareIds(a.type, b.type) || compareIds(a.direction, b.direction)

const conducting = (rowId: string, edges: readonly Edge[]): Edge[] => {
  const kept = new Map<string, Edge>()
  for (const { type, to, weight } of edges) {
    if (to === rowId || !(weight > 0) || weight === Infinity) continue
    const name = JSON.stringify([to, type])
    if ((kept.get(name)?.weight ?? 0) < weight) kept.set(name, { type, to, weight })
  }
  return [...kept.values()]
}

/** A directed, typed, weighted graph that changes row by row. Its answers depend on its edges, not on their history. */
export const createGraph = (): Graph => {
  const nodes = new Map<string, Node>()
  const byNumber: (Node | undefined)[] = []
  const free: number[] = []
  let rowCount = 0

  const intern = (id: string): Node => {
    const known = nodes.get(id)
    if (known) return known
    const number = free.pop() ?? byNumber.length
    const node: Node = { id, number, present: false, out: [], incoming: new Set(), links: undefined }
    nodes.set(id, node)
    byNumber[number] = node
    return node
  }

  const forgetIfUnused = (node: Node): void => {
    if (node.present || node.incoming.size > 0) return
    nodes.delete(node.id)
    byNumber[node.number] = undefined
    free.push(node.number)
  }

  const detach = (node: Node): void => {
    const old = node.out
    node.out = []
    for (const { to } of old) {
      const target = nodes.get(to)
      if (!target?.incoming.delete(node)) continue
      target.links = undefined
      forgetIfUnused(target)
    }
  }

  const setPresent = (node: Node, present: boolean): void => {
    if (node.present === present) return
    node.present = present
    rowCount += present ? 1 : -1
    for (const source of node.incoming) source.links = undefined
  }

  const collect = (node: Node): Links => {
    const found: Neighbour[] = []
    if (node.present) {
      for (const { to, type, weight } of node.out)
        if (nodes.get(to)!.present) found.push({ id: to, type, direction: 'out', weight })
      for (const source of node.incoming)
        for (const { to, type, weight } of source.out)
          if (to === node.id) found.push({ id: source.id, type, direction: 'in', weight })
    }
    found.sort(byNeighbour)
    return { neighbours: found, targets: Int32Array.from(found, ({ id }) => nodes.get(id)!.number) }
  }

  const linksOf = (node: Node): Links => (node.links ??= collect(node))

  return {
    setEdges(rowId, edges) {
      const node = intern(rowId)
      setPresent(node, true)
      detach(node)
      node.links = undefined
      node.out = conducting(rowId, edges)
      for (const { to } of node.out) {
        const target = intern(to)
        target.incoming.add(node)
        target.links = undefined
      }
    },
    removeRow(rowId) {
      const node = nodes.get(rowId)
      if (!node?.present) return false
      detach(node)
      setPresent(node, false)
      node.links = undefined
      forgetIfUnused(node)
      return true
    },
    has: (rowId) => nodes.get(rowId)?.present ?? false,
    neighbours(rowId) {
      const node = nodes.get(rowId)
      return node ? linksOf(node).neighbours : []
    },
    get rowCount() {
      return rowCount
    },
    get capacity() {
      return byNumber.length
    },
    numberOf(rowId) {
      const node = nodes.get(rowId)
      return node?.present ? node.number : -1
    },
    linksOf: (row) => linksOf(byNumber[row]!),
  }
}
