import {
  addMemberRoute,
  addProjectMemberRoute,
  getEntityRoute,
  meRoute,
  patchEntityRoute,
  planRoute,
  searchRoute,
  signUpRoute,
} from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { crowd, everyId, ferryRows, goal, pack, planWorld, titles } from './plan-world.ts'

let system: System
let api: ApiClient
beforeAll(async () => {
  system = await startSystem()
  api = apiClient(system.url, system.apiKey)
}, 60_000)
afterAll(() => system.stop())

const newMember = async (): Promise<string> => {
  const { organization } = await api.expect(meRoute)
  const email = 'crew@example.org'
  const params = { slug: organization.slug }
  const { invitation } = await api.expect(addMemberRoute, { params, body: { email, role: 'member' } })
  const body = { email, name: 'Crew', password: 'a long harbour password', invitation_token: invitation.token }
  return (await apiClient(system.url).expect(signUpRoute, { body })).user.id
}

it('acceptance 1: a plan is the same bytes twice and after a restart, and another after any change', async () => {
  const { answer, idOf, project } = await planWorld(api)
  const first = await answer()
  expect((await answer()).text).toBe(first.text)
  await Promise.all([...system.services.values()].map((service) => service.stop()))
  await Promise.all([...system.services.values()].map((service) => service.restart()))
  expect((await answer()).text).toBe(first.text)

  const states = [first.body]
  const expectAnother = async () => {
    const { body } = await answer()
    for (const state of states) {
      expect(body.snapshot_digest).not.toBe(state.snapshot_digest)
      expect(body.run_id).not.toBe(state.run_id)
    }
    states.push(body)
  }
  const change = (name: string, body: Record<string, unknown>) =>
    api.expect(patchEntityRoute, { params: { entity_id: idOf(name) }, body })
  await change('Bread', { content: 'A recipe for bread with oats.' })
  await expectAnother()
  await change('Bread', { related_to: [`mentions:${idOf('Retry a crossing')}`] })
  await expectAnother()
  const body = { user_id: await newMember(), role: 'project_viewer' }
  await api.expect(addProjectMemberRoute, { params: { project_id: project }, body })
  await expectAnother()
}, 60_000)

it('acceptance 3: a plan is pending, without gaps where all is covered, with them where it is not', async () => {
  const { plan } = await planWorld(api)
  const covered = await plan()
  expect(covered.verification).toMatchObject({ status: 'pending', gap_count: 0, gaps: [] })
  expect(covered.outline.sections.every(({ gaps }) => gaps.length === 0)).toBe(true)
  const { plan: planScanty } = await planWorld(api, [{ name: 'Use one ferry queue', entity_type: 'decision' }])
  const { verification, outline } = await planScanty({ output_type: 'report' })
  expect(verification).toMatchObject({ status: 'pending', gap_count: 1, gaps: [{ title: 'Evidence' }] })
  expect(outline.sections.map(({ title, gaps }) => [title, gaps])).toEqual([
    ['Executive Summary', []],
    ['Evidence', verification.gaps],
  ])
})

it('acceptance 4: fields left out come back with their defaults, and ids have their shapes', async () => {
  const planned = await api.expect(planRoute, { body: { goal } })
  expect(planned.request).toEqual({
    goal,
    output_type: 'documentation',
    audience: null,
    depth: 'standard',
    seed_query: null,
    project: null,
    domain: null,
    entity_ids: [],
    decision_ids: [],
    task_ids: [],
    artifact_ids: [],
    required_sections: [],
    constraints: [],
    max_sections: 6,
    include_neighborhoods: true,
  })
  expect(planned.run_id).toMatch(/^synth_\w+$/)
  expect(planned.outline.sections.map(({ section_id }) => section_id)).toEqual(
    planned.outline.sections.map((_, at) => `sec_${at + 1}`),
  )
  expect(planned.snapshot_digest).toMatch(/^sha256:[0-9a-f]{64}$/)
})

it('acceptance 5: a required section about something unknown is empty, with one gap and its query', async () => {
  const { plan } = await planWorld(api, [...ferryRows, ...crowd(20, 'Delay', 'note')])
  const planned = await plan({ required_sections: [{ title: 'Quantum teleportation of the ferry queue' }] })
  const [only] = planned.source_packs
  expect(only).toMatchObject({ source_ids: [], sources: [] })
  expect(planned.verification.gaps).toEqual([
    {
      section_id: 'sec_1',
      title: 'Quantum teleportation of the ferry queue',
      reason: 'no_source_supports_requested_section',
      query: only!.query,
      missing_source_ids: [],
      detail: null,
    },
  ])
  expect(only!.query).toContain('teleportation')
})

it.each([[[]], [['note_invented0']]])(
  'acceptance 6: a required id that does not exist is one gap, also when it is pinned too (%j)',
  async (entity_ids) => {
    const { plan } = await planWorld(api)
    const required_sections = [{ title: 'Queue', required_source_ids: ['note_invented0'] }]
    const { verification } = await plan({ required_sections, entity_ids })
    expect(verification.gaps).toMatchObject([
      { section_id: 'sec_1', reason: 'required_source_ids_not_found', missing_source_ids: ['note_invented0'] },
    ])
  },
)

/** Rows about the ferry queue in clear clusters, each around one entity. */
const clustered = async (hubs: readonly string[]) => {
  const world = await planWorld(api, ferryRows)
  for (const hub of hubs) {
    const [id] = await world.add({ name: hub, entity_type: 'topic', content: 'Printed every year.' })
    const events = Array.from({ length: 5 }, (_, i) => ({
      name: `${hub} ${i}`,
      entity_type: 'event',
      content: `Event ${i} at the ferry queue, told by ${hub.toLowerCase()} number ${i}.`,
      related_to: [id!],
    }))
    await world.add(...events)
  }
  await world.add(...crowd(12, 'Crossing', 'event'))
  return world
}

it('acceptance 10: the number of sections is held to its cap, and what it cuts is told', async () => {
  const { plan, answer } = await clustered(['Tide tables', 'Cargo lists', 'Crew rosters', 'Fuel books'])
  expect(titles(await plan({ max_sections: 1 }))).toHaveLength(1)
  const six = titles(await plan({ depth: 'deep', max_sections: 6 }))
  const twelve = titles(await plan({ depth: 'deep', max_sections: 12 }))
  expect(six).toHaveLength(6)
  expect(twelve.length).toBeGreaterThan(six.length)

  const required = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ title: `Part ${i + 1} of the ferry queue` }))
  const cut = await plan({ required_sections: required(4), max_sections: 2 })
  expect(titles(cut)).toEqual(required(2).map(({ title }) => title))
  expect(cut.verification.gaps.filter(({ reason }) => reason === 'section_limit_exceeded')).toMatchObject([
    { section_id: '', title: 'Part 3 of the ferry queue' },
    { section_id: '', title: 'Part 4 of the ferry queue' },
  ])
  expect(titles(await plan({ required_sections: required(12) }))).toEqual(required(12).map(({ title }) => title))
  const refused = await answer({ required_sections: required(13) })
  expect([refused.status, refused.error?.details]).toMatchObject([422, { field: 'required_sections' }])
})

it('acceptance 16: clear clusters of a documentation get sections named after them, within the cap', async () => {
  const { plan, idOf } = await clustered(['Tide tables', 'Cargo lists'])
  const planned = await plan()
  expect(titles(planned)).toEqual(expect.arrayContaining(['Tide Tables', 'Cargo Lists']))
  expect(titles(planned).length).toBeLessThanOrEqual(6)
  const members = Array.from({ length: 5 }, (_, i) => idOf(`Tide tables ${i}`))
  const direct = pack(planned, 'Tide Tables').sources.filter(({ relation }) => relation === null)
  expect(direct.length).toBeGreaterThanOrEqual(3)
  for (const { id } of direct) expect(members).toContain(id)
  const few = titles(await plan({ max_sections: 5 }))
  expect(few).toHaveLength(5)
  expect(few.filter((title) => ['Tide Tables', 'Cargo Lists'].includes(title))).toHaveLength(1)
})

it('acceptance 18: planning changes no row and no ranking of later searches', async () => {
  const { plan, idOf, project } = await planWorld(api, [...ferryRows, ...crowd(20, 'Delay', 'note')])
  const names = ferryRows.map(({ name }) => name)
  const state = async () => [
    (await api.send(searchRoute, { body: { query: goal, project, limit: 50 } })).text,
    ...(await Promise.all(
      names.map(async (name) => (await api.send(getEntityRoute, { params: { entity_id: idOf(name) } })).text),
    )),
  ]
  const before = await state()
  const first = await plan()
  expect(everyId(first).length).toBeGreaterThan(5)
  for (const depth of ['brief', 'deep']) await plan({ depth, entity_ids: [idOf('Bread')] })
  expect(await state()).toEqual(before)
  expect((await plan()).snapshot_digest).toBe(first.snapshot_digest)
})
