import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { mostPassages } from '../documents/split-passages.ts'
import type { DocumentService } from '../documents/document.service.ts'
import { memoryGraph, principal } from '../testing/memory-graph.ts'
import type { ImportRepository } from './import.repository.ts'
import { createImportRunner } from './import-runner.ts'
import type { StagedFile, StoredImport } from './import.schema.ts'
import type { OpenImportRepository } from './open-imports.repository.ts'

const me = principal()

/** An import of files of so many headings, by path. */
const imported = async (headings: Record<string, number>) => {
  const graph = memoryGraph()
  const { id: project } = await graph.project(me, { name: 'Library' })
  const staged = Object.entries(headings).map(
    ([path, count], number) => ({ number, path, format: 'markdown', content: '# A\n'.repeat(count) }) as StagedFile,
  )
  let job = {
    ...{ _id: 'import_1', teamId: me.teamId, commandId: 'command_1', project, principal: me },
    ...{ status: 'running', open: true, files: staged.length, next: 0, imported: [], failed: [] },
  } as unknown as StoredImport
  const imports = {
    claim: async () => job,
    staged: async (_team: string, _command: string, from: number) => staged.slice(from),
    progress: async (_team: string, _id: string, _lease: string, change: Partial<StoredImport>) => {
      job = { ...job, ...change }
      return true
    },
    dropStaged: async () => undefined,
  } as unknown as ImportRepository
  const steps: number[] = []
  const storeMany: DocumentService['storeMany'] = (who, command, where, files) => {
    steps.push(files.reduce((sum, { document }) => sum + document.passages.length, 0))
    return graph.documents.storeMany(who, command, where, files)
  }
  const open = { waiting: async () => [] } as unknown as OpenImportRepository
  const prepare: DocumentService['prepare'] = async (who, file, signal) => {
    if (file.path === 'deadly.md') throw new AppError('internal', 'The text could not be read')
    return graph.documents.prepare(who, file, signal)
  }
  const documents = { prepare, storeMany }
  await createImportRunner({ imports, open, documents, clock: fakeClock(), leaseMs: 60_000 }).run(me.teamId, 'import_1')
  return { steps, job, paths: job.imported.map(({ path }) => path) }
}

it('stores no more passages in one step than one document may have, since each step is one change', async () => {
  const headings = { 'a.md': 4_000, 'b.md': 4_000, 'c.md': 4_000, 'd.md': 10_000, 'e.md': 1 }
  const { steps, job, paths } = await imported(headings)
  expect(steps).toEqual([8_000, 4_000, mostPassages, 1])
  expect(job).toMatchObject({ status: 'done', open: false, failed: [] })
  expect(paths).toEqual(Object.keys(headings))
})

it('names a file that cannot be read, whatever it does to its reader, and goes on with those behind it', async () => {
  const { job, paths } = await imported({ 'a.md': 1, 'deadly.md': 1, 'b.md': 1 })
  expect(paths).toEqual(['a.md', 'b.md'])
  expect(job).toMatchObject({ status: 'done', open: false, failed: [{ path: 'deadly.md', error: 'validation_error' }] })
})
