import {
  absenceStatement,
  createProjectRoute,
  draftRoute,
  getSynthesisRunRoute,
  handbookRoute,
  listAuditEventsRoute,
  listSynthesisRunsRoute,
  planRoute,
  verifyRoute,
  type DraftResponse,
  type OutputType,
  type VerifyResponse,
} from '@synthwright/contracts'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { importFerry } from './ferry.ts'
import { addFerryWork } from './ferry-work.ts'

let system: System
let api: ApiClient
let project: string
let work: Awaited<ReturnType<typeof addFerryWork>>

beforeAll(async () => {
  system = await startSystem()
  api = apiClient(system.url, system.apiKey)
  ;({ projectId: project } = await importFerry(api))
  work = await addFerryWork(api, project)
}, 60_000)
afterAll(() => system.stop())

const drafted = async (output_type: OutputType, goal = 'Describe the Ferry queue') =>
  (await api.expect(draftRoute, { body: { goal, project, output_type } })) as DraftResponse
const headings = (markdown: string) => [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
const handbook = (of = project) => api.send(handbookRoute, { query: { project: of } })

it('acceptance 2: a roadmap lists open work ahead and done work behind it', async () => {
  const { outline, artifact, verification } = await drafted('roadmap')
  expect(verification.gaps).toEqual([])
  expect(headings(artifact.markdown)).toEqual([
    'Current State',
    'Completed Work',
    'Next Milestones',
    'Risks And Open Questions',
  ])
  expect(outline.title).toBe('The Ferry Queue Roadmap')
  const first = (title: string) => outline.sections.find((section) => section.title === title)!.source_ids[0]
  expect([first('Completed Work'), first('Next Milestones')]).toEqual([work.doneTask, work.openTask])
  const cited = Object.values(artifact.section_source_ids)
  expect([cited[1], cited[2]]).toEqual([
    expect.arrayContaining([work.doneTask]),
    expect.arrayContaining([work.openTask]),
  ])
})

it.each<[OutputType, string, string[]]>([
  ['report', 'The Ferry Queue Report', ['Executive Summary', 'Evidence', 'Risks And Gaps']],
  ['briefing', 'The Ferry Queue Briefing', ['Situation', 'Signals', 'Next Actions']],
  ['audit_packet', 'The Ferry Queue', ['Scope', 'Findings', 'Evidence', 'Gaps And Risks']],
  ['custom', 'The Ferry Queue', ['Overview', 'Evidence', 'Gaps']],
  [
    'handbook',
    'The Ferry Queue Handbook',
    ['Orientation', 'Decisions In Force', 'Current Work', 'Gotchas', 'Key Artifacts'],
  ],
])('a %s has its title and headings, and passes', async (type, title, sections) => {
  const { outline, artifact, verification } = await drafted(type)
  expect(outline.title).toBe(title)
  expect(headings(artifact.markdown)).toEqual(sections)
  expect(verification).toMatchObject({ status: 'pass', gap_count: 0 })
  expect(artifact.json_payload.sections.every(({ sentences }) => sentences.length > 0)).toBe(true)
  const sentences = artifact.json_payload.sections.flatMap((section) => section.sentences.map(({ text }) => text))
  expect(new Set(sentences).size).toBe(sentences.length)
  expect(artifact.markdown.includes('Sources withheld: 0; redacted: 0; corrected: 0.')).toBe(type === 'audit_packet')
  const again = (await api.expect(verifyRoute, {
    body: { run_id: (await runOf(artifact.artifact_id))!.run_id },
  })) as VerifyResponse
  expect(again.verification.gaps).toEqual([])
})

const runOf = async (artifactId: string) =>
  (await api.expect(listSynthesisRunsRoute, { query: { kind: 'draft' } })).runs.find(
    ({ artifact_id }) => artifact_id === artifactId,
  )

it('acceptance 17: release notes carry project and version, and no work that is still open', async () => {
  const { outline, artifact } = await drafted('release_notes', 'Write release notes for 2.1')
  expect(outline.title).toBe('Ferry 2.1 Release Notes')
  expect(headings(artifact.markdown)[0]).toBe('Highlights')
  expect(artifact.source_ids).toContain(work.doneTask)
  expect(artifact.section_source_ids.sec_1).not.toContain(work.openTask)
})

it('acceptance 40: a handbook has five headings, each source under one, and is the same bytes twice', async () => {
  const { body, text } = await handbook()
  expect(headings(body.markdown)).toEqual([
    'Orientation',
    'Decisions In Force',
    'Current Work',
    'Gotchas',
    'Key Artifacts',
  ])
  expect(body.markdown.startsWith('# Ferry Handbook\n')).toBe(true)
  expect(body.verification).toMatchObject({ status: 'pass', gap_count: 0 })
  const sections = body.markdown.split(/^## .+$/m).slice(1)
  const cited = sections.map((section) => new Set([...section.matchAll(/\[(\w+_[0-9a-f]+)\]/g)].map(([, id]) => id)))
  expect(cited[3]).toContain(work.errorPattern)
  const all = cited.flatMap((ids) => [...ids])
  expect(new Set(all).size).toBe(all.length)
  expect([...body.source_ids].sort()).toEqual([...all].sort())
  expect(body.markdown).not.toContain(body.run_id)
  expect((await handbook()).text).toBe(text)

  const run = await api.expect(getSynthesisRunRoute, { params: { run_id: body.run_id } })
  expect(run).toMatchObject({
    kind: 'handbook',
    status: 'verified',
    project,
    markdown: body.markdown,
    source_ids: body.source_ids,
    verification: body.verification,
    stale: { is_stale: false },
    withheld: false,
  })
  const { runs } = await api.expect(listSynthesisRunsRoute, { query: { kind: 'handbook' } })
  expect(runs.map(({ run_id, title }) => [run_id, title])).toEqual([[body.run_id, 'Ferry Handbook']])
  const checked = (await api.expect(verifyRoute, { body: { run_id: body.run_id } })) as VerifyResponse
  expect(checked.verification.gaps).toEqual([])
})

it('acceptance 40: an empty project gives the absence statement and no more, an unknown one nothing', async () => {
  const { id } = await api.expect(createProjectRoute, { body: { name: 'Harbour' } })
  const { body } = await handbook(id)
  expect(body.markdown).toBe(`# Harbour Handbook\n\n${absenceStatement}\n`)
  expect(body.source_ids).toEqual([])
  expect(body.verification).toMatchObject({ status: 'gaps', gap_count: 5 })
  const refused = await handbook('proj_000000000000')
  expect([refused.status, refused.error?.error]).toEqual([403, 'project_access_denied'])
})

it('acceptance 41: outline, packs, artifact and stored run agree about their sources', async () => {
  const answer = await drafted('report')
  const { outline, source_packs, verification, artifact } = answer
  const packed = source_packs.map(({ source_ids }) => source_ids)
  expect(outline.sections.map(({ source_ids }) => source_ids)).toEqual(packed)
  expect(source_packs.map(({ sources }) => sources.map(({ id }) => id))).toEqual(packed)
  expect(source_packs.map(({ freshness }) => Object.keys(freshness).sort())).toEqual(
    packed.map((ids) => ids.toSorted()),
  )
  expect(verification.source_count).toBe(new Set(packed.flat()).size)
  expect(artifact.verification).toEqual(verification)
  expect(artifact.json_payload.verification.source_count).toBe(verification.source_count)
  expect(Object.keys(artifact.section_source_ids)).toEqual(outline.sections.map(({ section_id }) => section_id))
  const cited = outline.sections.map(({ section_id }) => artifact.section_source_ids[section_id]!)
  cited.forEach((ids, at) => expect(packed[at]).toEqual(expect.arrayContaining(ids)))
  expect(artifact.source_ids).toEqual([...new Set(cited.flat())])
  expect(artifact.json_payload.sources.map(({ id }) => id)).toEqual(artifact.source_ids)
  const run = await api.expect(getSynthesisRunRoute, { params: { run_id: answer.run_id } })
  expect(run).toMatchObject({ outline, source_packs, verification, artifact })
  const listed = await runOf(artifact.artifact_id)
  expect(listed).toMatchObject({ verification: { status: 'pass', source_count: verification.source_count } })
})

it('acceptance 75: a plan, a draft, a verification and a handbook leave one audit event each, without content', async () => {
  const goal = 'Describe the Ferry zeppelin'
  const { run_id: planned } = await api.expect(planRoute, { body: { goal, project } })
  const { run_id: draft } = (await api.expect(draftRoute, { body: { goal, project } })) as DraftResponse
  const { run_id: verified } = (await api.expect(verifyRoute, { body: { run_id: draft } })) as VerifyResponse
  const { body: book } = await handbook((await api.expect(createProjectRoute, { body: { name: 'Zeppelin' } })).id)
  const expected = [
    [planned, 'synthesis.plan'],
    [draft, 'synthesis.draft'],
    [verified, 'synthesis.verify'],
    [book.run_id, 'synthesis.handbook'],
  ] as const
  const eventsOf = async () => {
    const answer = await api.send(listAuditEventsRoute, { query: { limit: 200 } })
    expect(answer.text.toLowerCase()).not.toMatch(/zeppelin|ferry/)
    return expected.map(([run]) => answer.body.events.filter((event) => event.run_id === run))
  }
  await waitUntil(async () => (await eventsOf()).every((events) => events.length > 0))
  const events = await eventsOf()
  expect(events.map((of) => of.map(({ type, outcome }) => [type, outcome]))).toEqual(
    expected.map(([, type]) => [[type, 'ok']]),
  )
})
