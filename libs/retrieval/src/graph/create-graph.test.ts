import fc from 'fast-check'
import { createGraph, type Edge } from './create-graph.ts'

const edge = (to: string, type = 'RELATED_TO', weight = 1): Edge => ({ to, type, weight })

describe('a graph', () => {
  it('shows an edge at both ends', () => {
    const graph = createGraph()
    graph.setEdges('a', [edge('b', 'SUPPORTS', 0.5)])
    graph.setEdges('b', [])
    expect(graph.neighbours('a')).toEqual([{ id: 'b', type: 'SUPPORTS', direction: 'out', weight: 0.5 }])
    expect(graph.neighbours('b')).toEqual([{ id: 'a', type: 'SUPPORTS', direction: 'in', weight: 0.5 }])
  })

  it('lets an edge to a missing row sleep until the row is there', () => {
    const graph = createGraph()
    graph.setEdges('a', [edge('b')])
    expect(graph.neighbours('a')).toEqual([])
    graph.setEdges('b', [])
    expect(graph.neighbours('a')).toHaveLength(1)
    graph.removeRow('b')
    expect([graph.neighbours('a'), graph.has('b'), graph.rowCount]).toEqual([[], false, 1])
  })

  it('leaves loops and edges without weight out, and keeps the heaviest of equals', () => {
    const graph = createGraph()
    graph.setEdges('b', [])
    graph.setEdges('a', [edge('a'), edge('b', 'R', 0), edge('b', 'S', 0.2), edge('b', 'S', 0.9)])
    expect(graph.neighbours('a')).toEqual([{ id: 'b', type: 'S', direction: 'out', weight: 0.9 }])
  })

  it('answers as one made afresh, whatever was set and removed before', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const step = fc.record({
      id,
      edges: fc.option(
        fc.array(fc.record({ to: id, type: fc.constantFrom('R', 'S'), weight: fc.constantFrom(0.5, 1) })),
      ),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const used = createGraph()
        const left = new Map<string, Edge[]>()
        for (const { id, edges } of steps) {
          if (edges) {
            used.setEdges(id, edges)
            left.set(id, edges)
          } else {
            expect(used.removeRow(id)).toBe(left.delete(id))
          }
        }
        const fresh = createGraph()
        for (const [id, edges] of [...left].reverse()) fresh.setEdges(id, edges)
        for (const id of ['a', 'b', 'c', 'd', 'e']) {
          expect(used.neighbours(id)).toEqual(fresh.neighbours(id))
          expect(used.numberOf(id) >= 0).toBe(left.has(id))
        }
        expect(used.rowCount).toBe(fresh.rowCount)
      }),
    )
  })
})
