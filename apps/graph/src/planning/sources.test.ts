import type { ArtifactPlan } from '@synthwright/contracts'
import { everySource, ferryGraph, me, pack } from '../testing/ferry-graph.ts'

describe('sources', () => {
  it('have one home each, and none is there that only shares a frequent word', async () => {
    const { plan, ids } = await ferryGraph()
    for (const depth of ['brief', 'standard', 'deep']) {
      const all = everySource(await plan({ depth })).map(({ id }) => id)
      expect(new Set(all).size).toBe(all.length)
      expect(all).not.toContain(ids.get('Bread'))
    }
  })

  it('stand in order of their score, in packs of the depth’s size', async () => {
    const more = Array.from({ length: 40 }, (_, i) => ({
      name: `Ferry note ${i}`,
      entity_type: 'note',
      content: `Note ${i}: the ferry queue ${'grows '.repeat(i)}.`,
    }))
    const { plan } = await ferryGraph(more)
    for (const [depth, size, length] of [
      ['brief', 4, 240],
      ['standard', 8, 480],
      ['deep', 16, 1_200],
    ] as const) {
      const made = await plan({ depth })
      const first = made.body.source_packs[0]!
      expect(first.sources).toHaveLength(size)
      const scores = first.sources.map(({ score }) => score)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
      for (const { content_preview } of first.sources) expect(content_preview.length).toBeLessThanOrEqual(length)
    }
  })

  it('show verbatim what they say, at the offsets they name', async () => {
    const content = 'Unrelated words come first here. The ferry queue holds 40 cars 🚗 at most.'
    const { plan, graph } = await ferryGraph([{ name: 'Capacity', entity_type: 'guide', content }])
    const source = everySource(await plan()).find(({ name }) => name === 'Capacity')!
    const stored = (await graph.entities.get(me, source.id)).content
    expect(source.content_preview).toContain('The ferry queue holds 40 cars 🚗 at most.')
    for (const { start, end } of source.metadata.spans!)
      expect(source.content_preview).toContain(stored.slice(start, end))
  })

  it('of equal text stand for one, the oldest; equal titles do not make them one', async () => {
    const twin = { name: 'Twin', entity_type: 'note', content: 'The ferry queue is long on Sundays.' }
    const { plan, ids } = await ferryGraph([
      twin,
      { ...twin, name: 'Other twin' },
      { ...twin, content: 'The ferry queue is short on Mondays.' },
    ])
    const names = everySource(await plan()).map(({ name }) => name)
    expect(names).not.toContain('Other twin')
    expect(names.filter((name) => name === 'Twin')).toHaveLength(2)
    expect(ids.get('Other twin')).toBeDefined()
  })

  it('that were replaced stay out and are counted, and the new row is in', async () => {
    const { plan, add, ids } = await ferryGraph()
    await add({
      name: 'Use two ferry queues',
      entity_type: 'decision',
      related_to: [`supersedes:${ids.get('Use one ferry queue')}`],
    })
    const made = await plan()
    const decisions = pack(made, 'Key Decisions')
    expect(decisions.source_ids).toContain(ids.get('Use two ferry queues'))
    expect(everySource(made).map(({ id }) => id)).not.toContain(ids.get('Use one ferry queue'))
    expect(made.body.source_packs.reduce((sum, { correction_count }) => sum + correction_count, 0)).toBe(1)
  })

  it('depend on who shall read', async () => {
    const { plan } = await ferryGraph([
      { name: 'Another queue', entity_type: 'milestone', content: 'A milestone of the ferry queue.' },
    ])
    const order = (made: ArtifactPlan) => made.body.source_packs.map(({ source_ids }) => source_ids)
    expect(order(await plan({ audience: 'executives' }))).not.toEqual(
      order(await plan({ audience: 'new contributors' })),
    )
  })

  it('come from the seed query where there is one, the title from the goal', async () => {
    const { plan, ids } = await ferryGraph()
    const made = await plan({ seed_query: 'rye bread recipe' })
    expect(made.body.outline.title).toBe('The Ferry Queue')
    expect(everySource(made).map(({ id }) => id)).toEqual([ids.get('Bread')])
  })

  it('come from one domain where one is named', async () => {
    const { plan, ids } = await ferryGraph([{ name: 'Salt', entity_type: 'guide', metadata: { domain: 'Chemistry' } }])
    expect(everySource(await plan({ domain: 'chemistry' })).map(({ id }) => id)).toEqual([ids.get('Salt')])
  })
})

describe('neighbours', () => {
  const crowd = async () => {
    const world = await ferryGraph(
      Array.from({ length: 30 }, (_, i) => ({ name: `Ferry note ${i}`, entity_type: 'note' })),
    )
    const hidden = await world.add({ name: 'Weather', entity_type: 'event', content: 'It rained.' })
    await world.add({
      name: 'Guide to rain',
      entity_type: 'guide',
      content: 'The ferry queue in rain.',
      related_to: [`mentions:${hidden}`],
    })
    return { ...world, hidden }
  }

  it('stand in reserved slots with their relation, and only when they are asked for', async () => {
    const { plan, hidden, ids } = await crowd()
    const guide = ids.get('Guide to rain')!
    const withThem = everySource(await plan({ entity_ids: [guide] })).find(({ id }) => id === hidden)
    expect(withThem).toMatchObject({ relation: 'MENTIONS', metadata: { via: guide } })
    const without = everySource(await plan({ entity_ids: [guide], include_neighborhoods: false }))
    expect(without.map(({ id }) => id)).not.toContain(hidden)
    expect(without.every(({ relation }) => relation === null)).toBe(true)
  })

  it('never change which direct hits have the unreserved slots', async () => {
    const { plan } = await crowd()
    const best = (made: ArtifactPlan) =>
      made.body.source_packs.map(({ sources }) =>
        sources
          .filter(({ relation }) => relation === null)
          .map(({ id }) => id)
          .slice(0, 5),
      )
    expect(best(await plan())).toEqual(best(await plan({ include_neighborhoods: false })))
  })
})
