import { everySource, ferryGraph, me, pack } from '../testing/ferry-graph.ts'
import { fresh, principal } from '../testing/memory-graph.ts'

describe('pins', () => {
  it('are in one pack each, outside its size, whatever they say', async () => {
    const more = Array.from({ length: 60 }, (_, i) => ({
      name: `Stone ${i}`,
      entity_type: 'note',
      content: `Stone ${i}.`,
    }))
    const { plan, ids } = await ferryGraph(more)
    const pinned = more.map(({ name }) => ids.get(name)!)
    const sources = everySource(await plan({ entity_ids: pinned }))
    const found = sources.filter(({ metadata }) => metadata.pinned).map(({ id }) => id)
    expect(found.sort()).toEqual([...pinned].sort())
    expect(sources.map(({ id }) => id)).toContain(ids.get('Use one ferry queue'))
  })

  it('that are missing, deleted or unreadable are one gap of the run', async () => {
    const { plan, graph, add, ids } = await ferryGraph()
    const gone = await add({ name: 'Gone' })
    await graph.entities.delete(me, fresh(), gone)
    const foreign = await graph.entity(principal({ teamId: 'team_two' }), { name: 'Theirs' })
    const made = await plan({ entity_ids: [gone, foreign.id, 'note_invented', ids.get('Queue overflow')!] })
    expect(made.body.verification.gaps).toEqual([
      {
        section_id: null,
        title: 'The Ferry Queue',
        reason: 'pinned_source_ids_not_found',
        query: '',
        missing_source_ids: [gone, foreign.id, 'note_invented'],
        detail: null,
      },
    ])
  })

  it('of another project than the one asked about are honoured, and noticed', async () => {
    const { plan, graph, project } = await ferryGraph()
    const other = await graph.project(me, { name: 'Bakery' })
    const { id } = await graph.entity(me, { name: 'Rye', content: 'Rye rises.', metadata: { project_id: other.id } })
    const made = await plan({ project: project.id, entity_ids: [id] })
    expect(everySource(made).find((source) => source.id === id)).toMatchObject({ metadata: { pinned: true } })
    expect(made.body.notices).toContainEqual({ code: 'pin_outside_project', section_id: null, ids: [id], detail: null })
  })

  it('go where their kind belongs, and a wrong kind is noticed', async () => {
    const { plan, ids } = await ferryGraph()
    const decision = ids.get('Use one ferry queue')!
    const bread = ids.get('Bread')!
    const made = await plan({ decision_ids: [decision, bread] })
    expect(pack(made, 'Key Decisions').source_ids.slice(0, 2)).toEqual([decision, bread])
    expect(made.body.notices).toContainEqual({
      code: 'pin_type_mismatch',
      section_id: null,
      ids: [bread],
      detail: null,
    })
  })

  it('that were replaced are reported and their successor is pinned', async () => {
    const { plan, add, ids } = await ferryGraph()
    const old = ids.get('Use one ferry queue')!
    const next = await add({ name: 'New way', entity_type: 'decision', related_to: [`supersedes:${old}`] })
    const made = await plan({ entity_ids: [old] })
    expect(everySource(made).find(({ metadata }) => metadata.pinned)?.id).toBe(next)
    expect(made.body.verification.gaps).toMatchObject([{ reason: 'source_not_citable', missing_source_ids: [old] }])
  })

  it('beyond a hundred are not all walked for neighbours, with a notice', async () => {
    const more = Array.from({ length: 101 }, (_, i) => ({
      name: `Stone ${i}`,
      entity_type: 'task',
      content: `Stone ${i}.`,
    }))
    const { plan, ids } = await ferryGraph(more)
    const all = more.map(({ name }) => ids.get(name)!)
    const made = await plan({ entity_ids: all.slice(0, 60), task_ids: all.slice(60) })
    expect(made.body.notices.map(({ code }) => code)).toContain('neighborhood_seed_limit')
  })
})
