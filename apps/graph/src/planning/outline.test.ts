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

  it('acceptance 2: a roadmap has its four titles, open work ahead first and done work behind', async () => {
    const { plan, ids } = await ferryGraph()
    const made = await plan({ output_type: 'roadmap' })
    expect(titles(made)).toEqual(['Current State', 'Completed Work', 'Next Milestones', 'Risks And Open Questions'])
    expect(pack(made, 'Next Milestones').source_ids[0]).toBe(ids.get('Lay the second queue'))
    expect(pack(made, 'Completed Work').source_ids[0]).toBe(ids.get('Paint the first queue'))
    expect(pack(made, 'Completed Work').source_ids).not.toContain(ids.get('Lay the second queue'))
    const notes = await plan({ output_type: 'release_notes' })
    const told = notes.body.source_packs.slice(0, 2).flatMap(({ source_ids }) => source_ids)
    expect(told).toContain(ids.get('Paint the first queue'))
    expect(told).not.toContain(ids.get('Lay the second queue'))
  })

  it('never calls unfinished work a highlight: not as a neighbour, not under a status of somebody else, not as a pin', async () => {
    const { plan, ids, add } = await ferryGraph([
      { name: 'Watermarks for the ferry queue', entity_type: 'task', status: 'planned' },
    ])
    const next = await add({
      name: 'Night crossings',
      entity_type: 'task',
      status: 'todo',
      content: 'Boats will sail at night.',
      related_to: [ids.get('Paint the first queue')!],
    })
    const notes = await plan({ output_type: 'release_notes' })
    const told = notes.body.source_packs.slice(0, 2).flatMap(({ source_ids }) => source_ids)
    expect(told).toContain(ids.get('Paint the first queue'))
    for (const name of ['Night crossings', 'Watermarks for the ferry queue', 'Lay the second queue'])
      expect(told).not.toContain(ids.get(name))
    const pinned = await plan({ output_type: 'release_notes', task_ids: [next] })
    expect(titles(pinned)[0]).toBe('Highlights')
    expect(pack(pinned, 'Highlights').source_ids).not.toContain(next)
    expect(pinned.body.source_packs.flatMap(({ source_ids }) => source_ids)).toContain(next)
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
    expect(made.named_after).toEqual([tides.id])
    const capped = await hub.plans.plan(me, planRequest({ goal: 'Document the ferry queue', max_sections: 1 }), [])
    expect(JSON.stringify(capped.body)).not.toContain('Tide Tables')
    expect(pack(made, 'Tide Tables').sources.filter(({ relation }) => !relation).length).toBeGreaterThanOrEqual(3)
    expect(
      titles(await hub.plans.plan(me, planRequest({ goal: 'Document the ferry queue', depth: 'brief' }), [])),
    ).toEqual(['Overview'])
  })

  it('names topics as a person would: no mark of work in progress, no sentence, no project', async () => {
    const { plan, graph, project } = await ferryGraph()
    const hub = await graph.entity(me, {
      name: 'We should really write the tide tables again.',
      entity_type: 'note',
      content: 'Tides.',
      metadata: { project_id: project.id },
    })
    for (let i = 0; i < 12; i++)
      await graph.entity(me, {
        name: `Ferry record ${'abcdefghijkl'[i]}`,
        entity_type: 'event',
        content: `The ferry queue was ${i} metres long.`,
        tags: ['wip', 'needs-review', ...(i % 3 === 0 ? ['winter_timetable'] : [])],
        related_to: i < 5 ? [hub.id] : [],
        metadata: { project_id: project.id },
      })
    expect(titles(await plan())).toEqual([
      'Overview',
      'Winter Timetable',
      'Key Decisions',
      'Implementation Notes',
      'Risks And Gaps',
    ])
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

  it.each([
    ['report', ['Executive Summary', 'Evidence', 'Risks And Gaps']],
    ['briefing', ['Situation', 'Signals', 'Next Actions']],
    ['release_notes', ['Highlights', 'Behavior Changes', 'Verification', 'Known Gaps']],
    ['audit_packet', ['Scope', 'Findings', 'Evidence', 'Gaps And Risks']],
    ['custom', ['Overview', 'Evidence', 'Gaps']],
    ['handbook', ['Orientation', 'Decisions In Force', 'Current Work', 'Gotchas', 'Key Artifacts']],
  ])('of a %s has the headings of its kind in order', async (output_type, headings) => {
    const { plan } = await ferryGraph([
      { name: 'The queue was measured', entity_type: 'claim', content: 'A check of the ferry queue measured 4 s.' },
      { name: 'Queue test', entity_type: 'event', content: 'An observed test of the ferry queue changed its default.' },
      { name: 'Queue default', entity_type: 'episode', content: 'The ferry queue changed its default behavior.' },
      { name: 'Open the pier', entity_type: 'milestone', content: 'The ferry queue moves to the new pier.' },
      { name: 'Queue config', entity_type: 'config_file', content: 'The config of the ferry queue.' },
    ])
    expect(titles(await plan({ output_type }))).toEqual(headings)
  })
})

describe('the handbook of a project', () => {
  const handbook = { goal: 'Handbook', output_type: 'handbook' }

  it('takes in what the project has, in whatever words, each row under one heading', async () => {
    const { plan, ids } = await ferryGraph([
      { name: 'Never sail in fog', entity_type: 'rule', content: 'Captains wait until they see the far pier.' },
      { name: 'Salt eats the hinges', entity_type: 'error_pattern', content: 'Hinges of the ramp rust within a year.' },
    ])
    const made = await plan(handbook)
    expect(made.body.outline.title).toBe('Ferry Handbook')
    expect(pack(made, 'Decisions In Force').source_ids).toContain(ids.get('Never sail in fog'))
    expect(pack(made, 'Gotchas').source_ids).toContain(ids.get('Salt eats the hinges'))
    expect(pack(made, 'Current Work').source_ids).toContain(ids.get('Lay the second queue'))
    const all = made.body.source_packs.flatMap(({ source_ids }) => source_ids)
    expect(new Set(all).size).toBe(all.length)
  })

  it('has nothing of another project, and all of its gaps over an empty one', async () => {
    const { graph } = await ferryGraph()
    const empty = await graph.project(me, { name: 'Harbour' })
    const { body } = await graph.plans.plan(me, planRequest({ ...handbook, project: empty.id }), [])
    expect(body.source_packs.flatMap(({ sources }) => sources)).toEqual([])
    expect(body.verification.gap_count).toBe(5)
  })
})
