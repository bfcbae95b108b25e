import {
  correctSourceRoute,
  createProjectRoute,
  draftRoute,
  findRemembered,
  getEntityRoute,
  getMemoryRoute,
  getSynthesisRunRoute,
  inspectSourceRoute,
  listEntitiesRoute,
  listSynthesisRunsRoute,
  planRoute,
  rememberArtifact,
  searchRoute,
  serviceNames,
  verifyRoute,
  type DraftResponse,
  type VerifyResponse,
} from '@synthwright/contracts'
import { canonicalJson, sha256 } from '@synthwright/kernel'
import {
  startSystem,
  startTraceCollector,
  type ApiClient,
  type CollectedSpan,
  type System,
  type TraceCollector,
} from '@synthwright/testing'
import { ferryGoal, importFerry } from './ferry.ts'
import { foundOrganisation, newTrace } from './organisation.ts'

let collector: TraceCollector
let system: System
let ada: ApiClient
let sam: ApiClient
let vi: ApiClient
let project: string

beforeAll(async () => {
  collector = await startTraceCollector()
  system = await startSystem({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } })
  const { owner, member } = await foundOrganisation(system, 'ada')
  ada = owner
  ;({ projectId: project } = await importFerry(ada))
  ;[sam, vi] = [await member('sam', 'member'), await member('vi', 'viewer')]
}, 60_000)
afterAll(async () => {
  await system.stop()
  await collector.stop()
})

const request = (given: Record<string, unknown> = {}) => ({ goal: ferryGoal, project, remember: true, ...given })
const draft = async (given: Record<string, unknown> = {}, client = ada): Promise<DraftResponse> =>
  (await client.expect(draftRoute, { body: request(given) })) as DraftResponse

const idsOf = ({ artifact }: DraftResponse) => [
  artifact.artifact_id,
  artifact.remembered_memory_id,
  artifact.remembered_source_id,
]
const found = async (client: ApiClient, query: string) =>
  (await client.expect(searchRoute, { body: { query, limit: 50 } })).results.map(({ id }) => id)

describe('a draft that is remembered', () => {
  it('acceptance 58: is withheld when it has gaps, unless gaps are accepted, and is then marked', async () => {
    const gappy = { required_sections: [{ title: 'Lighthouse keepers of Patagonia' }] }
    const withheld = await draft(gappy)
    expect(withheld.verification.status).toBe('gaps')
    expect(idsOf(withheld).slice(1)).toEqual([null, null])
    expect(withheld.notices.map(({ code }) => code)).toContain('remember_withheld_gaps')
    expect((await ada.send(getEntityRoute, { params: { entity_id: withheld.artifact.artifact_id } })).status).toBe(404)
    const unasked = await draft({ ...gappy, remember: false })
    expect(unasked.notices.map(({ code }) => code)).not.toContain('remember_withheld_gaps')

    const kept = await draft({ ...gappy, remember_with_gaps: true })
    expect(kept.notices.map(({ code }) => code)).not.toContain('remember_withheld_gaps')
    const { metadata } = await ada.expect(getMemoryRoute, {
      params: { memory_id: kept.artifact.remembered_memory_id! },
    })
    expect(metadata['verification']).toMatchObject({
      status: 'gaps',
      gap_count: kept.verification.gap_count,
      gap_reasons: ['no_source_supports_requested_section'],
    })
  })

  it('acceptance 59: is a memory, an artifact and its edges, which readers of the project find and others do not', async () => {
    const { id: closed } = await ada.expect(createProjectRoute, { body: { name: 'Closed', visibility: 'private' } })
    const tags = ['b', 'a', 'synthesis', 'b']
    const open = await draft({ memory_scope: 'project', tags, goal: 'Document how the Ferry queue works' })
    const hidden = await draft({ memory_scope: 'project', scope_key: closed, goal: 'Document Ferry queue storage' })
    const { artifact, run_id } = open
    const [artifactId, memoryId, sourceId] = idsOf(open) as string[]

    const memory = await ada.expect(getMemoryRoute, { params: { memory_id: memoryId! } })
    expect(memory).toMatchObject({
      source_id: sourceId,
      capture_surface: 'synthesis_artifact',
      tags: ['synthesis', 'documentation', 'b', 'a'],
      metadata: {
        synthesis_run_id: run_id,
        synthesis_artifact_id: artifactId,
        generated_text_hash: artifact.generated_text_hash,
        output_type: 'documentation',
        audience: null,
        source_ids: artifact.source_ids,
        section_source_ids: artifact.section_source_ids,
        verification: { status: 'pass', source_count: artifact.verification.source_count },
      },
    })
    expect(`sha256:${sha256(memory.raw_content)}`).toBe(artifact.generated_text_hash)
    const entity = await ada.expect(getEntityRoute, { params: { entity_id: artifactId! } })
    expect(entity).toMatchObject({ entity_type: 'artifact', name: artifact.title, tags: memory.tags })
    expect(
      entity.related.map(({ id, relationship, direction }) => `${direction} ${relationship} ${id}`).sort(),
    ).toEqual(artifact.source_ids.map((id) => `outgoing DERIVED_FROM ${id}`).sort())

    const query = artifact.title
    for (const reader of [ada, sam, vi])
      expect(await found(reader, query)).toEqual(expect.arrayContaining([artifactId, memoryId]))
    const seen = await found(sam, `${query} ${hidden.artifact.title}`)
    for (const id of idsOf(hidden)) expect(seen).not.toContain(id)
    expect(await found(ada, hidden.artifact.title)).toContain(hidden.artifact.remembered_memory_id)
    expect((await sam.send(getMemoryRoute, { params: { memory_id: idsOf(hidden)[1]! } })).status).toBe(404)
  })

  it('acceptance 60: leaves one of everything, however often and with whatever key it is asked for', async () => {
    const given = { goal: 'Document the Ferry queue leases', tags: ['sixty'], memory_scope: 'project' }
    const artifacts = async () =>
      (await ada.expect(listEntitiesRoute, { query: { entity_type: 'artifact', page_size: 200 } })).total
    const before = await artifacts()
    const keyed = (key: string, more = {}) =>
      ada.send(draftRoute, { body: request({ ...given, ...more }), headers: { 'idempotency-key': key } })
    const answers = [
      ...(await Promise.all([draft(given), draft(given)])),
      (await keyed('sixty')).body as DraftResponse,
      (await keyed('sixty')).body as DraftResponse,
      await draft({ ...given, tags: ['other'] }),
    ]
    expect(new Set(answers.map((answer) => JSON.stringify(idsOf(answer)))).size).toBe(1)
    expect(idsOf(answers[0]!).every(Boolean)).toBe(true)
    expect(answers[2]!.run_id).toBe(answers[3]!.run_id)
    expect(await artifacts()).toBe(before + 1)
    const [artifactId, memoryId] = idsOf(answers[0]!) as [string, string]
    const { related, revision } = await ada.expect(getEntityRoute, { params: { entity_id: artifactId } })
    expect([revision, related.length]).toEqual([1, answers[0]!.artifact.source_ids.length])
    expect((await found(ada, answers[0]!.artifact.title)).filter((id) => id === memoryId)).toHaveLength(1)
    const reused = await keyed('sixty', { depth: 'brief' })
    expect([reused.status, reused.error]).toMatchObject([409, { message: 'idempotency_key_reused' }])
  })

  it('acceptance 32: is kept as the bytes of the format it was asked for in', async () => {
    const given = { output_format: 'json', goal: 'Document the Ferry queue for harbour masters' }
    const { artifact } = await draft(given)
    const { raw_content } = await ada.expect(getMemoryRoute, {
      params: { memory_id: artifact.remembered_memory_id! },
    })
    expect(raw_content).toBe(canonicalJson(artifact.json_payload))
    expect(`sha256:${sha256(raw_content)}`).toBe(artifact.generated_text_hash)
    expect(idsOf(await draft(given))).toEqual(idsOf(await draft(given)))
  })

  it('shows in its run and in the list of runs what was kept, and how long that took', async () => {
    const { run_id, artifact } = await draft({ goal: 'Document the Ferry queue storage' })
    const record = await ada.expect(getSynthesisRunRoute, { params: { run_id } })
    expect(record.artifact?.remembered_memory_id).toBe(artifact.remembered_memory_id)
    expect(record.timings_ms.remember).toBeGreaterThanOrEqual(0)
    const { runs: listed } = await ada.expect(listSynthesisRunsRoute, { query: { limit: 100 } })
    expect(listed.find((run) => run.run_id === run_id)).toMatchObject({
      artifact_id: artifact.artifact_id,
      remembered_memory_id: artifact.remembered_memory_id,
    })
  })

  it('acceptance 75: is remembered in the trace of its run, by graph', async () => {
    const { traceId, headers } = newTrace()
    const body = request({ goal: 'Document the Ferry queue limits' })
    await ada.expect(draftRoute, { body, headers })
    const ofTrace = (all: CollectedSpan[]) => all.filter((span) => span.traceId === traceId)
    const inGraph = (all: CollectedSpan[]) =>
      ofTrace(all).filter(({ service, name }) => service === 'graph' && name.includes(rememberArtifact.name))
    const whole = (all: CollectedSpan[]) =>
      new Set(ofTrace(all).map(({ service }) => service)).size === serviceNames.length && inGraph(all).length > 0
    const spans = ofTrace(await collector.waitFor(whole, 20_000))
    expect(spans.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual([])
    expect(spans.some(({ name }) => name.includes(findRemembered.name))).toBe(true)
  }, 40_000)
})

describe('a text that is verified and remembered', () => {
  const verify = async (given: Record<string, unknown>): Promise<VerifyResponse> =>
    (await ada.expect(verifyRoute, { body: { remember: true, ...given } })) as VerifyResponse

  it('acceptance 61: is stored as exactly the edited bytes', async () => {
    const { run_id, artifact } = await draft({ remember: false })
    const line = artifact.markdown.split('\n').find((text) => text.includes('] '))!
    const markdown = artifact.markdown.replace(line, line.replace('] ', ']\u0020\u0020')).replaceAll('\n', '\r\n')
    const answer = await verify({ run_id, markdown, memory_scope: 'project', scope_key: project, tags: ['edited'] })
    expect(answer.verification.gaps).toEqual([])
    const memory = await ada.expect(getMemoryRoute, { params: { memory_id: answer.remembered_memory_id! } })
    expect(memory.raw_content).toBe(markdown)
    expect(`sha256:${sha256(memory.raw_content)}`).toBe(answer.text_hash)
    expect(memory).toMatchObject({
      source_id: answer.remembered_source_id,
      title: artifact.title,
      tags: ['synthesis', 'documentation', 'edited'],
      metadata: { synthesis_run_id: answer.run_id, generated_text_hash: answer.text_hash },
    })
    const entity = await ada.expect(getEntityRoute, { params: { entity_id: answer.artifact_id! } })
    expect(entity.related.map(({ id }) => id).sort()).toEqual([...artifact.source_ids].sort())
    const again = await verify({ run_id, markdown, memory_scope: 'project', scope_key: project })
    expect([again.artifact_id, again.remembered_memory_id]).toEqual([answer.artifact_id, answer.remembered_memory_id])
  })

  it('acceptance 60: is the artifact of its run as long as nobody edits it, for the same readers', async () => {
    const { run_id, artifact } = await draft({ remember: false, goal: 'Document the Ferry queue alarms' })
    const [first, second] = [await verify({ run_id }), await verify({ run_id, markdown: artifact.markdown })]
    for (const answer of [first, second]) expect(answer.artifact_id).toBe(artifact.artifact_id)
    expect(first.remembered_memory_id).toBe(second.remembered_memory_id)
    const drafted = await draft({ goal: 'Document the Ferry queue alarms' })
    expect(idsOf(drafted)).toEqual([first.artifact_id, first.remembered_memory_id, first.remembered_source_id])
    const shared = await verify({ run_id, memory_scope: 'project', scope_key: project })
    expect(shared.artifact_id).not.toBe(first.artifact_id)
    expect(shared.remembered_memory_id).not.toBe(first.remembered_memory_id)
  })

  it('acceptance 58: keeps nothing of a text with gaps, and says so', async () => {
    const { run_id, artifact } = await draft({ remember: false })
    const markdown = `${artifact.markdown}\nEvery harbour has 77 lighthouses.\n`
    const withheld = await verify({ run_id, markdown })
    expect(withheld).toMatchObject({ artifact_id: null, remembered_memory_id: null, remembered_source_id: null })
    expect(withheld.notices.map(({ code }) => code)).toContain('remember_withheld_gaps')
    const kept = await verify({ run_id, markdown, remember_with_gaps: true })
    const memory = await ada.expect(getMemoryRoute, { params: { memory_id: kept.remembered_memory_id! } })
    expect(memory).toMatchObject({ raw_content: markdown, metadata: { verification: { status: 'gaps' } } })
    const plain = await verify({ run_id, remember: false })
    expect(plain).toMatchObject({ artifact_id: null, remembered_memory_id: null })
  })
})

it('acceptance 30: is stale, as its run is, when what it cites is corrected, until that is undone', async () => {
  const { run_id, artifact } = await draft({ goal: 'Document the Ferry queue storage', memory_scope: 'project' })
  const source_id = artifact.source_ids[0]!
  const correct = (body: { action: 'mark_stale' | 'restore' }) =>
    ada.expect(correctSourceRoute, { params: { source_id }, body })
  const staleness = async () => {
    const { lifecycle_state } = await ada.expect(inspectSourceRoute, { params: { source_id: artifact.artifact_id } })
    const { stale } = await ada.expect(getSynthesisRunRoute, { params: { run_id } })
    return [lifecycle_state, stale]
  }
  expect(await staleness()).toEqual(['active', { is_stale: false, changed_source_ids: [] }])
  const corrected = await correct({ action: 'mark_stale' })
  expect(corrected.affected_derived_ids).toContain(artifact.artifact_id)
  expect(corrected.synthesis_impact.affected_run_ids).toContain(run_id)
  expect(await staleness()).toEqual(['stale', { is_stale: true, changed_source_ids: [source_id] }])
  await correct({ action: 'restore' })
  expect(await staleness()).toEqual(['active', { is_stale: false, changed_source_ids: [] }])
})

it('acceptance 28: a kept document is drawn on when it is named, by any of its ids, and else changes no draft', async () => {
  const goal = 'Document the risks of the Ferry queue'
  const { artifact } = await draft({ goal, memory_scope: 'project' })
  const again = await draft({ goal, remember: false })
  expect(again.artifact.markdown).toBe(artifact.markdown)
  for (const named of [artifact.artifact_id, artifact.remembered_memory_id!, artifact.remembered_source_id!]) {
    const { source_packs } = await ada.expect(planRoute, { body: { goal, project, artifact_ids: [named] } })
    const pinned = source_packs.flatMap(({ sources }) => sources).filter(({ metadata }) => metadata.pinned)
    expect(pinned.map(({ id }) => id)).toEqual([artifact.remembered_memory_id])
  }
})
