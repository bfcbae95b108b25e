import {
  correctSource,
  createEntities,
  createEntity,
  createMemory,
  createProject,
  deleteDocument,
  deleteMemory,
  expand,
  getDocument,
  getImport,
  importDocument,
  listDocuments,
  planArtifact,
  PlanRequest,
  recallMemories,
  recordAudit,
  search,
  stageImport,
  startImport,
  updateEntity,
  type AuditEntry,
} from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { answer, connectBus, type Bus } from '@synthwright/messaging'
import { waitUntil } from '@synthwright/testing'
import { startGraphs, type GraphReplica, type Graphs } from './testing/graph-process.ts'
import { principal } from './testing/memory-graph.ts'

const me = principal({ teamId: 'team_knowledge' })

let graphs: Graphs | undefined
let one: GraphReplica
let two: GraphReplica
let gateway: Bus
const audited: AuditEntry[] = []

beforeAll(async () => {
  graphs = await startGraphs()
  gateway = await connectBus({ service: 'gateway', instance: 'audit', servers: graphs.broker.url })
  await gateway.serve([
    answer(recordAudit, async ({ entries }) => {
      audited.push(...entries)
      return { stored: entries.map(({ id }) => id) }
    }),
  ])
  one = await graphs.replica('knowledge', { serving: false })
  two = await graphs.replica('knowledge', { serving: false })
})
afterAll(async () => {
  await Promise.all([one?.stop(), two?.stop()])
  await gateway?.stop(0)
  await graphs?.stop()
})

const commandId = () => newId('command')
const searchIn = async (replica: GraphReplica, query: string) =>
  (await replica.ask(search, { query }, me)).results.map(({ id }) => id)

describe('a write is searchable when its answer arrives, from every replica', () => {
  const writes: [string, (word: string) => Promise<string>][] = [
    [
      'an entity',
      async (word) => (await one.ask(createEntity, { commandId: commandId(), entity: { name: word } }, me)).id,
    ],
    [
      'many entities',
      async (word) =>
        (await one.ask(createEntities, { commandId: commandId(), entities: [{ name: word }] }, me)).entities[0]!.id,
    ],
    [
      'a changed entity',
      async (word) => {
        const { id } = await two.ask(createEntity, { commandId: commandId(), entity: { name: 'Before' } }, me)
        return (await one.ask(updateEntity, { commandId: commandId(), entityId: id, change: { name: word } }, me)).id
      },
    ],
    [
      'a memory',
      async (word) => (await one.ask(createMemory, { commandId: commandId(), memory: { raw_content: word } }, me)).id,
    ],
    [
      'a document',
      async (word) => {
        const project = await one.ask(createProject, { commandId: commandId(), project: { name: 'P' } }, me)
        return (
          await one.ask(importDocument, { commandId: commandId(), project: project.id, content: `# ${word}` }, me)
        ).document_id
      },
    ],
  ]

  it.each(writes)('%s', async (what, write) => {
    const word = `pelican${what.replaceAll(' ', '')}`
    const id = await write(word)
    expect(await searchIn(two, word)).toEqual([id])
    expect(await searchIn(one, word)).toEqual([id])
  })
})

describe('a correction', () => {
  it('takes effect at once everywhere, and is in the audit log without a text', async () => {
    const { id } = await one.ask(createEntity, { commandId: commandId(), entity: { name: 'Gooseberry harbour' } }, me)
    const memory = await two.ask(
      createMemory,
      { commandId: commandId(), memory: { raw_content: 'Gooseberry jam' } },
      me,
    )
    const request = { goal: 'Gooseberry harbour' }
    const plan = (replica: GraphReplica) =>
      replica.ask(planArtifact, { request: PlanRequest.parse(request), unknownFields: [] }, me)
    const before = JSON.stringify(await plan(two))
    const correct = (sourceId: string, action: 'hide' | 'restore') =>
      one.ask(correctSource, { commandId: commandId(), sourceId, correction: { action, reason: 'secret reason' } }, me)
    await correct(id, 'hide')
    await correct(memory.source_id, 'hide')
    expect(await searchIn(two, 'gooseberry')).toEqual([])
    expect((await two.ask(recallMemories, { query: 'gooseberry' }, me)).memories).toEqual([])
    expect(JSON.stringify(await plan(two))).not.toContain(id)
    expect((await two.ask(expand, { entity_ids: [id] }, me)).unresolved).toEqual([id])
    await correct(id, 'restore')
    await correct(memory.source_id, 'restore')
    expect(JSON.stringify(await plan(two))).toBe(before)

    await waitUntil(() => audited.length === 4, { what: 'the audit entries' })
    expect(audited.map(({ operation, targetIds }) => [operation, targetIds]).sort()).toEqual(
      [
        ['hide', [id]],
        ['hide', [memory.id]],
        ['restore', [id]],
        ['restore', [memory.id]],
      ].sort(),
    )
    expect(JSON.stringify(audited)).not.toMatch(/gooseberry|secret reason/i)
  })
})

describe('an import', () => {
  const guide = (n: number) => ({
    path: `docs/${n}.md`,
    content: `# Guide ${n}\n\n${`Berth ${n} is deep. The crane of berth ${n} lifts much. `.repeat(60)}\n\n## Tides\n\nBoth tides.\n`,
  })

  const importing = async (files: { path: string; content: string }[], project: string, id = commandId()) => {
    const half = Math.ceil(files.length / 2)
    await one.ask(stageImport, { commandId: id, project, from: half, files: files.slice(half) }, me)
    await two.ask(stageImport, { commandId: id, project, from: 0, files: files.slice(0, half) }, me)
    return one.ask(startImport, { commandId: id, project, files: files.length }, me)
  }
  const ended = async (importId: string) => {
    let record = await two.ask(getImport, { importId }, me)
    await waitUntil(
      async () => {
        record = await two.ask(getImport, { importId }, me)
        return record.status === 'done' || record.status === 'failed'
      },
      { what: 'the end of the import', timeoutMs: 30_000 },
    )
    return record
  }

  it('of 500 Markdown files takes less than 20 s, and each is found (acceptance 66)', async () => {
    const { id: project } = await one.ask(createProject, { commandId: commandId(), project: { name: 'Docs' } }, me)
    const files = Array.from({ length: 500 }, (_, n) => guide(n))
    const startedAt = performance.now()
    const { import_id } = await importing(files, project)
    const record = await ended(import_id)
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    expect(record).toMatchObject({
      status: 'done',
      failed: [],
      counts: { total: 500, imported: 500, unchanged: 0, failed: 0 },
    })
    expect((await two.ask(search, { query: 'berth 499', project }, me)).results[0]).toMatchObject({
      source: 'docs/499.md',
    })
    expect(await one.ask(listDocuments, { project, page_size: 1 }, me)).toMatchObject({ total: 500, has_more: true })
  }, 60_000)

  it('again changes nothing but what changed; a file that cannot be stored fails alone (acceptance 66)', async () => {
    const { id: project } = await one.ask(createProject, { commandId: commandId(), project: { name: 'Again' } }, me)
    const first = await ended(
      (await importing([guide(1), guide(2), { path: 'empty.md', content: '' }], project)).import_id,
    )
    expect(first.counts).toEqual({ total: 3, imported: 2, unchanged: 0, failed: 1 })
    expect(first.failed).toEqual([{ path: 'empty.md', error: 'validation_error', message: expect.any(String) }])
    const changed = { path: guide(2).path, content: '# Guide 2\n\nOnly a walrus.' }
    const second = await ended((await importing([guide(1), changed], project)).import_id)
    expect(second.counts).toEqual({ total: 2, imported: 1, unchanged: 1, failed: 0 })
    const { results } = await two.ask(search, { query: 'crane', project, limit: 50 }, me)
    expect(results.map(({ source }) => source)).toEqual(['docs/1.md'])
    expect((await two.ask(search, { query: 'walrus', project }, me)).total).toBe(1)
    const only = second.documents.find(({ path }) => path === changed.path)!
    expect(await two.ask(getDocument, { documentId: only.document_id }, me)).toMatchObject({ revision: 2 })
    await one.ask(deleteDocument, { commandId: commandId(), documentId: only.document_id }, me)
    expect((await two.ask(search, { query: 'walrus', project }, me)).total).toBe(0)
    await expect(two.ask(getDocument, { documentId: only.document_id }, me)).rejects.toMatchObject({
      code: 'document_not_found',
    })
  })

  it('is one however often its command comes, and is nobody else’s', async () => {
    const { id: project } = await one.ask(createProject, { commandId: commandId(), project: { name: 'Once' } }, me)
    const id = commandId()
    const first = await importing([guide(1), guide(2)], project, id)
    await ended(first.import_id)
    expect(await importing([guide(1), guide(2)], project, id)).toEqual({ ...first, status: 'done' })
    const stranger = principal({ teamId: 'team_other' })
    await expect(two.ask(getImport, { importId: first.import_id }, stranger)).rejects.toMatchObject({
      code: 'import_not_found',
    })
    await expect(
      one.ask(stageImport, { commandId: id, project, from: 0, files: [guide(1)] }, stranger),
    ).rejects.toMatchObject({ code: 'project_access_denied' })
  })

  it('whose replica stops half-way is gone on with by another', async () => {
    const { id: project } = await one.ask(createProject, { commandId: commandId(), project: { name: 'Half' } }, me)
    const id = commandId()
    const leaving = await graphs!.replica('knowledge', { serving: false })
    const files = Array.from({ length: 100 }, (_, n) => guide(n))
    await leaving.ask(stageImport, { commandId: id, project, from: 0, files }, me)
    const { import_id } = await leaving.ask(startImport, { commandId: id, project, files: files.length }, me)
    await leaving.stop()
    const left = await two.ask(getImport, { importId: import_id }, me)
    expect(left.status).not.toBe('done')
    const next = await graphs!.replica('knowledge', { serving: false })
    expect(await ended(import_id)).toMatchObject({ status: 'done', counts: { total: 100, failed: 0 } })
    await next.stop()
  })
})

it('a memory that is deleted is gone from every replica', async () => {
  const { id } = await one.ask(createMemory, { commandId: commandId(), memory: { raw_content: 'Cormorant' } }, me)
  expect(await searchIn(two, 'cormorant')).toEqual([id])
  await two.ask(deleteMemory, { commandId: commandId(), memoryId: id }, me)
  expect(await searchIn(one, 'cormorant')).toEqual([])
})
