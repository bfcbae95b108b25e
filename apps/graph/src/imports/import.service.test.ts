import { fakeClock } from '@synthwright/kernel/testing'
import { memoryGraph, principal } from '../testing/memory-graph.ts'
import type { ImportRepository } from './import.repository.ts'
import type { StoredImport } from './import.schema.ts'
import { createImportService } from './import.service.ts'

const me = principal()

it('an import tells no path of a document that was redacted since, and nothing of one that is hidden', async () => {
  const graph = memoryGraph()
  const { id: project } = await graph.project(me, { name: 'Library' })
  const path = 'zanzibar/quay.md'
  const { document_id: id } = await graph.document(me, { project, path, content: '# Zanzibar\n\nText.' })
  const job = {
    _id: `${me.teamId}/import_1`,
    teamId: me.teamId,
    project,
    status: 'done',
    files: 1,
    imported: [{ id, path, unchanged: false }],
    failed: [],
    createdAt: new Date(0),
    endedAt: new Date(0),
  } as unknown as StoredImport
  const imports = { find: async () => job } as unknown as ImportRepository
  const runner = { run: async () => undefined }
  const service = createImportService({ replicas: graph.replicas, imports, runner, clock: fakeClock() })
  const told = async () => (await service.get(me, 'import_1')).documents

  expect(await told()).toMatchObject([{ document_id: id, path, title: 'Zanzibar' }])
  await graph.correct(me, id, { action: 'redact', reason: 'secret' })
  expect(await told()).toMatchObject([{ document_id: id, path: '[redacted]', title: '[redacted]', content_hash: '' }])
  await graph.correct(me, id, { action: 'hide', reason: 'secret' })
  expect(await told()).toEqual([])
})
