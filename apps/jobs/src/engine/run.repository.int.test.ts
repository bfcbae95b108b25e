import type { AuditEntry } from '@synthwright/contracts'
import { openStore } from '../testing/store.ts'
import { runStart } from '../testing/starts.ts'
import { newRunDocument } from './new-run.ts'
import type { RunDocument } from './run.ts'

let opened: Awaited<ReturnType<typeof openStore>>
beforeAll(async () => {
  opened = await openStore()
})
afterAll(() => opened.stop())

const stored = async (given: Partial<RunDocument> = {}): Promise<RunDocument> => {
  const run = { ...newRunDocument({ ...runStart(), now: Date.now(), requestBlob: null }), version: 1, ...given }
  expect(await opened.runs.insert(run)).toBeUndefined()
  return run
}
const newest = async ({ _id }: RunDocument) => (await opened.runs.find('team_1', _id))!

const entry = (id: string) => ({ id }) as AuditEntry

it('a write names the version that it was made from: one of many wins, and the others change nothing', async () => {
  const run = await stored()
  const next = (seq: number) => opened.runs.replace({ ...run, version: 2, seq }, 1)
  const won = await Promise.all([1, 2, 3, 4, 5].map(next))
  expect(won.filter(Boolean)).toHaveLength(1)
  expect(await newest(run)).toMatchObject({ version: 2, seq: won.indexOf(true) + 1 })
})

it('a command makes one run, also under another id, and an id stands for one run', async () => {
  const run = await stored()
  expect((await opened.runs.insert({ ...run, _id: 'another' }))?._id).toBe(run._id)
  expect((await opened.runs.insert({ ...run, commandId: 'another' }))?._id).toBe(run._id)
})

it('an acknowledged entry is taken out by its id, and nobody else takes it out', async () => {
  const run = await stored({ audit: [entry('a'), entry('b')] })
  await opened.runs.addAudit('team_1', run._id, [entry('c')], 1)
  await opened.runs.takeAudit(run, ['a'])
  expect((await newest(run)).audit.map(({ id }) => id)).toEqual(['b', 'c'])
  expect(await opened.runs.replace({ ...run, audit: [], version: 2 }, run.version)).toBe(false)
})

it('what follows once everything was told does not, when something came to it meanwhile', async () => {
  const run = await stored({ audit: [entry('a')], wakeAt: 5, expiresAt: null })
  const settled = { expiresAt: new Date(9) }
  await opened.runs.addAudit('team_1', run._id, [entry('b')], 7)
  await opened.runs.takeAudit(run, ['a'], settled)
  expect(await newest(run)).toMatchObject({ audit: [{ id: 'b' }], wakeAt: 7, expiresAt: null })
  await opened.runs.takeAudit(await newest(run), ['b'], settled)
  expect(await newest(run)).toMatchObject({ audit: [], wakeAt: null, ...settled })
})

it('a document of the first release is read as this one knows it', async () => {
  const run = await stored()
  const { deleted: _, audit: __, decision: ___, ...old } = run
  await opened.runs.replace({ ...old, version: 2 } as RunDocument, 1)
  expect(await newest(run)).toMatchObject({ deleted: null, audit: [], decision: null })
})
