import {
  cancelRunRoute,
  draftRoute,
  getEntityRoute,
  getMemoryRoute,
  getSynthesisRunRoute,
  listEntitiesRoute,
  searchRoute,
  patchProjectRoute,
  type DraftResponse,
} from '@synthwright/contracts'
import { delay } from '@synthwright/kernel'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { randomUUID } from 'node:crypto'
import { ferryGoal, importFerry } from '../ferry.ts'
import { foundOrganisation } from '../organisation.ts'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { doubledIn, historyOf } from '../runs/run-history.ts'

let system: System
let api: ApiClient
let project: string
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, faultProxies: true })
  api = apiClient(system.url, system.apiKey)
  ;({ projectId: project } = await importFerry(api))
})
afterAll(() => system.stop())

/** As a client does that asks again, under the same key, while nobody answers it. */
const remembered = async (goal: string): Promise<DraftResponse> => {
  const body = { goal, project, remember: true, memory_scope: 'project' }
  const request = { body, headers: { 'idempotency-key': randomUUID() } }
  for (;;) {
    const answer = await api.send(draftRoute, request).catch(() => undefined)
    if (answer?.status === 200) return answer.body as DraftResponse
    if (answer && answer.status < 500) throw new Error(`A draft was answered ${answer.status}: ${answer.text}`)
    await delay(50)
  }
}

/** Ids of all artifacts, and of the memories that hold their texts. */
const kept = async () => {
  const { entities } = await api.expect(listEntitiesRoute, { query: { entity_type: 'artifact', page_size: 200 } })
  const { results } = await api.expect(searchRoute, { body: { query: 'ferry queue harbour', limit: 50 } })
  return {
    artifacts: entities.map(({ id }) => id),
    memories: results.filter(({ result_origin }) => result_origin === 'raw_memory').map(({ id }) => id),
  }
}

/** Where a kill can meet the write: what is held back, of whom, and who dies. */
const moments = [
  ['jobs, before it has asked', 'jobs', 'broker', /PUB call\.graph\.remember-artifact/, 'jobs'],
  ['graph, before it has been asked', 'jobs', 'broker', /PUB call\.graph\.remember-artifact/, 'graph'],
  ['graph, before its change is stored', 'graph', 'store', /insert\0[^]{4}changes\0/, 'graph'],
  ['graph, before its rows are where they belong', 'graph', 'store', /insert\0[^]{4}rows\0/, 'graph'],
  ['graph, before it has said so', 'graph', 'broker', /"stored":true/, 'graph'],
  ['jobs, before it has heard so', 'graph', 'broker', /"stored":true/, 'jobs'],
] as const

it.each(moments)('acceptance 72: remembers all of it, once, when it kills %s', async (name, on, wire, what, victim) => {
  const before = await kept()
  const service = system.services.get(victim)!
  const proxy = system.wires.get(on)![wire]
  const reached = proxy.holdFrom(what)
  const answer = remembered(`${ferryGoal}: ${name}`)
  await reached
  const { pid } = service
  await service.kill()
  expect(isDead(pid)).toBe(true)
  proxy.cut()
  proxy.release()
  await service.restart()

  const { run_id, artifact } = await answer
  const [artifactId, memoryId] = [artifact.artifact_id, artifact.remembered_memory_id!]
  const after = await kept()
  expect(after.artifacts.filter((id) => !before.artifacts.includes(id))).toEqual([artifactId])
  expect(after.memories.filter((id) => !before.memories.includes(id))).toEqual([memoryId])
  const { related, revision } = await api.expect(getEntityRoute, { params: { entity_id: artifactId } })
  expect(revision).toBe(1)
  expect(related.map(({ id }) => id).sort()).toEqual([...artifact.source_ids].sort())
  const memory = await api.expect(getMemoryRoute, { params: { memory_id: memoryId } })
  expect(memory).toMatchObject({ raw_content: artifact.markdown, revision: 1 })
  expect(doubledIn(await historyOf(api, run_id))).toEqual([])
})

it('acceptance 72: cannot be cancelled any more once something may be stored', async () => {
  const { broker } = system.wires.get('graph')!
  const reached = broker.holdFrom(/"stored":true/)
  const body = { goal: `${ferryGoal} in time`, project, remember: true }
  const { run_id } = (await api.expect(draftRoute, { body, headers: { prefer: 'respond-async' } })) as {
    run_id: string
  }
  await reached
  const params = { run_id }
  const { status, error } = await api.send(cancelRunRoute, { params })
  expect([status, error?.message]).toEqual([409, 'run_finished'])
  broker.release()
  const record = () => api.expect(getSynthesisRunRoute, { params })
  await waitUntil(async () => (await record()).status === 'verified')
  const memory_id = (await record()).artifact!.remembered_memory_id!
  expect(await api.expect(getMemoryRoute, { params: { memory_id } })).toMatchObject({ memory_scope: 'private' })
})

it('stores nothing when the right to do so went while the text was written, and answers as if it had never been there', async () => {
  const { owner: ada, member } = await foundOrganisation(system, 'ada')
  const { projectId } = await importFerry(ada)
  const bob = await member('bob', 'member')

  const { broker } = system.wires.get('jobs')!
  const reached = broker.holdFrom(/PUB call\.graph\.remember-artifact/)
  const body = { goal: ferryGoal, project: projectId, remember: true, memory_scope: 'project' }
  const answer = bob.send(draftRoute, { body })
  await reached
  await ada.expect(patchProjectRoute, { params: { project_id: projectId }, body: { visibility: 'private' } })
  broker.release()
  const { status, error } = await answer
  expect([status, error?.error]).toEqual([403, 'project_access_denied'])
  expect((await ada.expect(listEntitiesRoute, { query: { entity_type: 'artifact' } })).total).toBe(0)
})
