import { createMemoryRoute, type PlanResponse } from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { crowd, everyId, everySource, ferryRows, pack, planWorld } from './plan-world.ts'

let system: System
let api: ApiClient
beforeAll(async () => {
  system = await startSystem()
  api = apiClient(system.url, system.apiKey)
}, 60_000)
afterAll(() => system.stop())

it('acceptance 7: depth decides on sections, packs, previews and, in drafts, sentences', async () => {
  const told = (kind: string, i: number) =>
    Array.from(
      { length: 14 },
      (_, line) => `In ${kind} ${i} the ferry queue was counted on day ${line + 1}, and ${line * 7 + i} cars waited.`,
    ).join(' ')
  const rows = ['guide', 'decision', 'procedure', 'error_pattern'].flatMap((entity_type) =>
    Array.from({ length: 20 }, (_, i) => ({
      name: `Ferry ${entity_type} ${i}`,
      entity_type,
      content: told(entity_type, i),
    })),
  )
  const { plan, draft } = await planWorld(api, rows)
  const limits = {
    brief: { pack: 4, preview: 240, least: 2, most: 3 },
    standard: { pack: 8, preview: 480, least: 4, most: 6 },
    deep: { pack: 16, preview: 1_200, least: 8, most: 12 },
  }
  const counts = new Map<string, number>()
  for (const [depth, limit] of Object.entries(limits)) {
    const planned = await plan({ depth, include_neighborhoods: false })
    counts.set(depth, planned.outline.sections.length)
    expect(planned.source_packs[0]!.sources).toHaveLength(limit.pack)
    const lengths = everySource(planned).map(({ content_preview }) => content_preview.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(limit.preview)
    expect(Math.max(...lengths)).toBeGreaterThan(limit.preview / 2)
    const { artifact } = await draft({ depth, include_neighborhoods: false })
    for (const { sentences } of artifact.json_payload.sections) {
      expect(sentences.length).toBeGreaterThanOrEqual(limit.least)
      expect(sentences.length).toBeLessThanOrEqual(limit.most)
    }
  }
  expect(counts.get('brief')).toBe(1)
  expect(counts.get('standard')).toBeGreaterThan(1)
  expect(counts.get('deep')).toBeGreaterThanOrEqual(counts.get('standard')!)
}, 60_000)

it('acceptance 8: the seed query is the base of retrieval and not of the title; domain and project are filters', async () => {
  const { plan, idOf, project } = await planWorld(api, [
    ...ferryRows,
    { name: 'Salt', entity_type: 'guide', metadata: { domain: 'Chemistry' } },
  ])
  const usual = await plan()
  const seeded = await plan({ seed_query: 'rye bread recipe' })
  expect(seeded.outline.title).toBe(usual.outline.title)
  const queries = ({ outline }: PlanResponse) => outline.sections.map(({ source_query }) => source_query)
  for (const query of queries(seeded)) expect(queries(usual)).not.toContain(query)
  expect(everyId(seeded)).toEqual([idOf('Bread')])
  expect(everyId(usual)).not.toContain(idOf('Bread'))

  expect(everyId(await plan({ domain: 'chemistry' }))).toEqual([idOf('Salt')])

  const lamp = { goal: 'Document the lamp of the lighthouse' }
  const name = 'The lamp of the lighthouse'
  const own = await planWorld(api, [{ name: 'Lamp oil', entity_type: 'guide', content: 'The lamp burns oil.' }])
  const better = (await planWorld(api, [{ name, entity_type: 'guide' }])).idOf(name)
  expect(everyId(await own.plan(lamp))).toEqual([own.idOf('Lamp oil')])
  const open = everySource(await own.plan({ ...lamp, project: null }))
  const scoreOf = (id: string) => open.find((source) => source.id === id)!.score
  expect(scoreOf(better)).toBeGreaterThan(scoreOf(own.idOf('Lamp oil')))
  expect(everySource(usual).every(({ metadata }) => metadata.project_id === project)).toBe(true)
})

it('acceptance 9: each kind of reader gets what serves it first, a draft of its own, and the same again', async () => {
  const { plan, draft } = await planWorld(api, [
    ...crowd(6, 'Ferry milestone', 'milestone'),
    ...crowd(6, 'Ferry guide', 'guide'),
    ...crowd(6, 'Ferry claim', 'claim'),
  ])
  const asked = (audience: string) => ({ audience, output_type: 'custom', required_sections: [{ title: 'The queue' }] })
  const packed = async (audience: string) =>
    everySource(await plan(asked(audience))).map(({ id, type }) => ({ id, type }))
  const written = async (audience: string) => {
    const { title: _, sections } = (await draft(asked(audience))).artifact.json_payload
    return sections.flatMap(({ sentences }) => sentences.map(({ text }) => text))
  }
  const texts = new Set<string>()
  for (const [audience, type] of [
    ['executives', 'milestone'],
    ['new contributors', 'guide'],
    ['auditors', 'claim'],
  ] as const) {
    const pack = await packed(audience)
    expect([audience, pack.slice(0, 6).map((source) => source.type)]).toEqual([audience, Array(6).fill(type)])
    expect(await packed(audience)).toEqual(pack)
    const text = await written(audience)
    expect(await written(audience)).toEqual(text)
    texts.add(text.join(' '))
  }
  expect(texts.size).toBe(3)
})

it('acceptance 11: four hundred pins are all there, each once, and a hundred of them are walked', async () => {
  const kinds = { entity_ids: 'note', decision_ids: 'decision', task_ids: 'task', artifact_ids: 'artifact' }
  const { plan, answer, add } = await planWorld(api)
  const [reached, beyond] = await add(
    { name: 'Weather', entity_type: 'event', content: 'It rained.' },
    { name: 'Moon', entity_type: 'event', content: 'It rose.' },
  )
  const neighbours = new Map([
    ['Pinned note 99', reached],
    ['Pinned decision 0', beyond],
  ])
  const pins: Record<string, string[]> = {}
  for (const [list, entity_type] of Object.entries(kinds))
    pins[list] = await add(
      ...Array.from({ length: 100 }, (_, i) => `Pinned ${entity_type} ${i}`).map((name) => ({
        name,
        entity_type,
        content: `Stone of ${name}.`,
        related_to: neighbours.has(name) ? [`mentions:${neighbours.get(name)}`] : [],
      })),
    )
  const planned = await plan(pins)
  const walked = everySource(planned).filter(({ relation }) => relation !== null)
  expect(walked.map(({ id, metadata }) => [id, metadata.via])).toEqual([[reached, pins.entity_ids![99]]])
  expect(everyId(await plan({ decision_ids: pins.decision_ids }))).toContain(beyond)
  const pinned = everySource(planned).filter(({ metadata }) => metadata.pinned)
  expect(pinned.map(({ id }) => id).sort()).toEqual(Object.values(pins).flat().sort())
  expect(new Set(everyId(planned)).size).toBe(everyId(planned).length)
  expect(planned.verification.gaps).toEqual([])
  expect(planned.notices.map(({ code }) => code)).toContain('neighborhood_seed_limit')
  for (const list of Object.keys(kinds)) {
    const refused = await answer({ [list]: [...pins[list]!, 'note_one_more'] })
    expect([refused.status, refused.error?.details]).toMatchObject([422, { field: list }])
  }
}, 30_000)

const withNeighbour = async () => {
  const world = await planWorld(api, [...ferryRows, ...crowd(40, 'Ferry note', 'note')])
  const [weather] = await world.add({ name: 'Weather', entity_type: 'event', content: 'It rained.' })
  const [guide] = await world.add({
    name: 'Guide to rain',
    entity_type: 'guide',
    content: 'The ferry queue in rain.',
    related_to: [`mentions:${weather}`],
  })
  return { ...world, weather: weather!, guide: guide! }
}

it('acceptance 12: a pin brings its neighbour along, with the relation, unless none are asked for', async () => {
  const { plan, weather, guide } = await withNeighbour()
  const planned = await plan({ entity_ids: [guide] })
  expect(everySource(planned).find(({ id }) => id === guide)?.metadata.pinned).toBe(true)
  expect(everySource(planned).find(({ id }) => id === weather)).toMatchObject({
    relation: 'MENTIONS',
    metadata: { via: guide },
  })
  const without = await plan({ entity_ids: [guide], include_neighborhoods: false })
  expect(everyId(without)).toContain(guide)
  expect(everyId(without)).not.toContain(weather)
  expect(everySource(without).every(({ relation }) => relation === null)).toBe(true)
})

it('acceptance 13: neighbours change nothing about the direct hits of the unreserved slots', async () => {
  const { plan, weather } = await withNeighbour()
  const unreserved = 5
  const direct = ({ source_packs }: PlanResponse) =>
    source_packs.map(({ sources }) =>
      sources
        .filter(({ relation }) => relation === null)
        .map(({ id }) => id)
        .slice(0, unreserved),
    )
  const on = await plan()
  const off = await plan({ include_neighborhoods: false })
  expect(everyId(on)).toContain(weather)
  expect(direct(on)).toEqual(direct(off))
  expect(Math.max(...direct(on).map(({ length }) => length))).toBe(unreserved)
})

it('acceptance 14: no id has two homes, and only equal text makes two sources one', async () => {
  const { plan, project } = await planWorld(api)
  const remember = async (title: string, text: string, source: string) =>
    (
      await api.expect(createMemoryRoute, {
        body: {
          title,
          raw_content: text,
          memory_scope: 'project',
          scope_key: project,
          provenance: { source },
        },
      })
    ).id
  const sameTitle = [
    await remember('Sunday', 'The ferry queue is long on Sundays.', 'a.txt'),
    await remember('Sunday', 'The ferry queue is short on Mondays.', 'b.txt'),
  ]
  const sameSource = [
    await remember('First', 'The ferry queue opens at six.', 'log.txt'),
    await remember('Second', 'The ferry queue closes at ten.', 'log.txt'),
  ]
  const text = 'The ferry queue is swept every night.'
  const sameText = [await remember('Broom', text, 'c.txt'), await remember('Other broom', text, 'd.txt')]
  const ids = everyId(await plan({ depth: 'deep' }))
  expect(ids).toEqual(expect.arrayContaining([...sameTitle, ...sameSource, sameText[0]]))
  expect(ids).not.toContain(sameText[1])
  for (const depth of ['brief', 'standard', 'deep']) {
    const all = everyId(await plan({ depth }))
    expect(new Set(all).size).toBe(all.length)
  }
})

const observed = (entity_type: string) => ({
  name: `Observed ${entity_type}`,
  entity_type,
  content: `The result of a ${entity_type} was observed and measured at the ferry queue in week 7.`,
})

it.each([
  ['report', 'Evidence', 'claim'],
  ['report', 'Evidence', 'rule'],
  ['report', 'Evidence', 'procedure'],
  ['report', 'Evidence', 'error_pattern'],
  ['handbook', 'Gotchas', 'error_pattern'],
  ['documentation', 'Key Decisions', 'decision'],
])('acceptance 15: a %s cites under %s a %s', async (output_type, title, entity_type) => {
  const guide = { name: 'Guide to the ferry queue', entity_type: 'guide' }
  const { draft, idOf } = await planWorld(api, [guide, observed(entity_type)])
  const drafted = await draft({ output_type })
  const id = idOf(`Observed ${entity_type}`)
  expect(pack(drafted, title).source_ids).toContain(id)
  const section = drafted.artifact.json_payload.sections.find((found) => found.title === title)!
  expect(section.sentences.flatMap(({ citations }) => citations.map((citation) => citation.id))).toContain(id)
})
