import { ferryGraph, me, pack, titles } from '../testing/ferry-graph.ts'
import { memoryGraph, planRequest } from '../testing/memory-graph.ts'

describe('an outline', () => {
  it('has the sections of its template, each with sources of its types first', async () => {
    const { plan, ids } = await ferryGraph()
    const made = await plan()
    expect(titles(made)).toEqual(['Overview', 'Key Decisions', 'Implementation Notes', 'Risks And Gaps'])
    expect(pack(made, 'Overview').source_ids[0]).toBe(ids.get('Guide to the ferry queue'))
    expect(pack(made, 'Key Decisions').source_ids[0]).toBe(ids.get('Use one ferry queue'))
    expect(pack(made, 'Implementation Notes').source_ids[0]).toBe(ids.get('Retry a crossing'))
    expect(pack(made, 'Risks And Gaps').source_ids[0]).toBe(ids.get('Queue overflow'))
    expect(made.body.verification).toMatchObject({ status: 'pending', gap_count: 0, gaps: [] })
  })

  it('of a roadmap tells open tasks from done ones', async () => {
    const { plan, ids } = await ferryGraph()
    const made = await plan({ output_type: 'roadmap' })
    expect(titles(made)).toEqual(['Current State', 'Completed Work', 'Next Milestones', 'Risks And Open Questions'])
    expect(pack(made, 'Next Milestones').source_ids[0]).toBe(ids.get('Lay the second queue'))
    expect(pack(made, 'Completed Work').source_ids).toContain(ids.get('Paint the first queue'))
    expect(pack(made, 'Completed Work').source_ids).not.toContain(ids.get('Lay the second queue'))
  })

  it('leaves an optional section without sources out, with a notice, and keeps a core one as a gap', async () => {
    const graph = memoryGraph()
    await graph.entity(me, { name: 'Use one ferry queue', entity_type: 'decision' })
    const report = await graph.plans.plan(me, planRequest({ goal: 'Ferry queue', output_type: 'report' }), [])
    expect(titles(report)).toEqual(['Executive Summary', 'Evidence'])
    expect(report.body.notices).toEqual([
      { code: 'section_omitted_no_data', section_id: null, ids: [], detail: 'Risks And Gaps' },
    ])
    const [gap, ...others] = report.body.verification.gaps
    expect(others).toEqual([])
    expect(gap).toMatchObject({
      section_id: 'sec_2',
      title: 'Evidence',
      reason: 'no_source_supports_requested_section',
    })
    expect(gap!.query).toBe(report.body.outline.sections[1]!.source_query)
  })

  it('leaves an optional section out whose only source says all it has to say in another', async () => {
    const graph = memoryGraph()
    await graph.entity(me, {
      name: 'The crane',
      entity_type: 'guide',
      content: 'The crane of the quay lifts 70 tonnes.',
    })
    const { body } = await graph.plans.plan(me, planRequest({ goal: 'Document the crane of the quay' }), [])
    expect(body.outline.sections.map(({ section_id, title }) => [section_id, title])).toEqual([['sec_1', 'Overview']])
    expect(body.verification.gaps).toEqual([])
    expect(body.notices.map(({ code, detail }) => [code, detail])).toContainEqual([
      'section_omitted_no_data',
      'Implementation Notes',
    ])
  })

  it('is whole even over nothing', async () => {
    const { body, material } = await memoryGraph().plans.plan(me, planRequest({ goal: 'Ferry queue' }), ['colour'])
    expect(body.outline.sections).toHaveLength(1)
    expect(body.verification.gap_count).toBe(1)
    expect(body.notices[0]).toEqual({ code: 'unknown_field', section_id: null, ids: ['colour'], detail: null })
    expect(material[0]!.sources).toEqual([])
  })

  it('keeps to the cap: topics go first, then optional sections, and each is named', async () => {
    const { plan } = await ferryGraph()
    const made = await plan({ max_sections: 2 })
    expect(titles(made)).toEqual(['Overview', 'Key Decisions'])
    expect(made.body.notices.map(({ code, detail }) => [code, detail])).toEqual([
      ['section_omitted_cap', 'Implementation Notes'],
      ['section_omitted_cap', 'Risks And Gaps'],
    ])
    expect(titles(await plan({ max_sections: 1 }))).toEqual(['Overview'])
  })

  it('gets a topic from a cluster around one entity, named after it', async () => {
    const hub = memoryGraph()
    const tides = await hub.entity(me, { name: 'Tide tables', entity_type: 'topic', content: 'Printed yearly.' })
    for (let i = 0; i < 9; i++)
      await hub.entity(me, {
        name: `Note ${i}`,
        entity_type: 'event',
        content: `Event ${i} at the ferry queue.`,
        related_to: i < 4 ? [tides.id] : [],
      })
    const made = await hub.plans.plan(me, planRequest({ goal: 'Document the ferry queue' }), [])
    expect(titles(made)).toContain('Tide Tables')
    expect(pack(made, 'Tide Tables').sources.filter(({ relation }) => !relation).length).toBeGreaterThanOrEqual(3)
    expect(
      titles(await hub.plans.plan(me, planRequest({ goal: 'Document the ferry queue', depth: 'brief' }), [])),
    ).toEqual(['Overview'])
  })

  it('has the sections a request requires, and nothing unrelated in one about something unknown', async () => {
    const { plan, ids } = await ferryGraph()
    const made = await plan({
      required_sections: [
        { title: 'Retrying crossings' },
        { title: 'Quantum teleportation' },
        { title: 'Sources', required_source_ids: [ids.get('Bread')!, 'note_missing'] },
      ],
    })
    expect(titles(made)).toEqual(['Retrying crossings', 'Quantum teleportation', 'Sources'])
    expect(pack(made, 'Retrying crossings').source_ids).toContain(ids.get('Retry a crossing'))
    expect(pack(made, 'Quantum teleportation').sources).toEqual([])
    expect(pack(made, 'Sources').sources[0]).toMatchObject({ id: ids.get('Bread'), metadata: { required: true } })
    expect(
      made.body.verification.gaps.map(({ reason, title, missing_source_ids }) => [reason, title, missing_source_ids]),
    ).toEqual([
      ['no_source_supports_requested_section', 'Quantum teleportation', []],
      ['required_source_ids_not_found', 'Sources', ['note_missing']],
    ])
  })

  it('reports the required sections that an explicit cap cuts', async () => {
    const { plan } = await ferryGraph()
    const sections = ['Queue', 'Ferry', 'Crossing'].map((title) => ({ title }))
    const made = await plan({ required_sections: sections, max_sections: 2 })
    expect(titles(made)).toEqual(['Queue', 'Ferry'])
    expect(made.body.verification.gaps.at(-1)).toMatchObject({
      section_id: null,
      reason: 'section_limit_exceeded',
      title: 'Crossing',
    })
  })
})
