import { me } from '../testing/ferry-graph.ts'
import { memoryGraph, planRequest } from '../testing/memory-graph.ts'

describe('acceptance 35: what a request wants of its sources keeps the others out of the packs', () => {
  const crane = async () => {
    const graph = memoryGraph()
    const about = (name: string, entity_type: string, metadata: object) =>
      graph.entity(me, { name, entity_type, content: `The crane of quay ${name} lifts freight.`, metadata })
    const old = await about('one', 'guide', { valid_at: '2025-06-01' })
    const recent = await about('two', 'guide', { valid_at: '2026-03-01' })
    const decided = await about('three', 'decision', { valid_at: '2026-04-01' })
    const undated = await about('four', 'guide', { date_unknown: true })
    const sources = async (...constraints: string[]) => {
      const { body } = await graph.plans.plan(me, planRequest({ goal: 'Document the crane', constraints }), [])
      return body.source_packs.flatMap(({ source_ids }) => source_ids).sort()
    }
    return {
      sources,
      ids: (...rows: { id: string }[]) => rows.map(({ id }) => id).sort(),
      old,
      recent,
      decided,
      undated,
    }
  }

  it('by date: a source without one cannot be told to fit', async () => {
    const { sources, ids, old, recent, decided, undated } = await crane()
    expect(await sources()).toEqual(ids(old, recent, decided, undated))
    expect(await sources('only sources since 2026-01-01')).toEqual(ids(recent, decided))
    expect(await sources('only sources before 2026')).toEqual(ids(old))
  })

  it('by age, by type, and by several together', async () => {
    const { sources, ids, old, recent, decided } = await crane()
    expect(await sources('cite only decisions')).toEqual(ids(decided))
    expect(await sources('cite only guides', 'only sources since 2026-01-01')).toEqual(ids(recent))
    expect(await sources('no sources older than 100 years')).toEqual(ids(old, recent, decided))
    expect(await sources('no sources older than 30 days')).toEqual(ids(recent, decided))
  })

  it('and what binds the text alone leaves them as they are', async () => {
    const { sources } = await crane()
    expect(await sources('at most 120 words', 'in a friendly tone')).toEqual(await sources())
  })
})
