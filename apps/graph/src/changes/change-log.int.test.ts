import type { AuditEntry } from '@synthwright/contracts'
import { systemClock } from '@synthwright/kernel'
import { connectStore, type Store } from '@synthwright/persistence'
import { startStore, type RunningStore } from '@synthwright/testing'
import { newRow } from '../rows/new-row.ts'
import type { Row } from '../rows/row.ts'
import { createRowRepository, type RowRepository } from '../rows/row.repository.ts'
import { rows as rowCollection } from '../rows/row.schema.ts'
import { createChangeRepository, type ChangeRepository } from './change.repository.ts'
import { changes as changeCollection } from './change.schema.ts'
import type { Change } from './change.ts'

let running: RunningStore | undefined
let store: Store
let changes: ChangeRepository
let rows: RowRepository
beforeAll(async () => {
  running = await startStore()
  store = await connectStore({ uri: running.uri, database: 'graph_log', production: false })
  await store.ensureIndexes(rowCollection, changeCollection)
  changes = createChangeRepository(store, systemClock)
  rows = createRowRepository(store)
})
afterAll(async () => {
  await store?.close()
  await running?.stop()
})

const row = (id: string, rev: number, content = `Text ${rev}`, revision = rev): Row => ({
  ...newRow(
    { id, kind: 'entity', type: 'note', name: id, content, projectId: null, createdBy: 'user_ada' },
    '2026-01-01T00:00:00.000Z',
  ),
  revision,
  rev,
})
const change = (rev: number, given: Partial<Change> = {}): Change => ({
  rev,
  writeId: `write ${rev}`,
  commandId: `command ${rev}`,
  applied: false,
  rows: [row('note_1', rev)],
  audit: [],
  ...given,
})

describe('the change log at rest', () => {
  it('has one change per revision, and its writer knows its own again', async () => {
    expect(await changes.insert('team_log', change(1))).toBe(true)
    expect(await changes.insert('team_log', change(1, { writeId: 'another' }))).toBe(false)
    expect(await changes.insert('team_log', change(1))).toBe(true)
    expect(await changes.insert('team_other', change(1, { writeId: 'another' }))).toBe(true)
    expect(await changes.after('team_log', 0, 10)).toEqual([change(1)])
  })

  it('gives what is newer, in order and in batches, and what nobody applied', async () => {
    for (const rev of [2, 1, 3]) await changes.insert('team_batch', change(rev))
    expect((await changes.after('team_batch', 0, 2)).map(({ rev }) => rev)).toEqual([1, 2])
    expect((await changes.after('team_batch', 2, 2)).map(({ rev }) => rev)).toEqual([3])
    await changes.markApplied('team_batch', 2)
    expect((await changes.unapplied('team_batch')).map(({ rev }) => rev)).toEqual([1, 3])
    expect([await changes.newestRev('team_batch'), await changes.newestRev('team_empty')]).toEqual([3, 0])
  })

  it('drops what is applied, old and not the newest', async () => {
    for (const rev of [1, 2, 3, 4]) await changes.insert('team_drop', change(rev, { applied: rev !== 2 }))
    await changes.drop('team_drop', 4, new Date(0))
    expect(await changes.after('team_drop', 0, 9)).toHaveLength(4)
    await changes.drop('team_drop', 4, new Date(Date.now() + 1_000))
    expect((await changes.after('team_drop', 0, 9)).map(({ rev }) => rev)).toEqual([2, 4])
  })

  it('drops nothing of which the audit log has not acknowledged its part', async () => {
    const audit = [{ id: 'audit_1' } as AuditEntry]
    for (const rev of [1, 2]) await changes.insert('team_told', change(rev, { applied: true, audit }))
    const later = new Date(Date.now() + 1_000)
    await changes.drop('team_told', 2, later)
    expect(await changes.after('team_told', 0, 9)).toHaveLength(2)
    await changes.markAudited('team_told', 1)
    await changes.drop('team_told', 2, later)
    expect((await changes.after('team_told', 0, 9)).map(({ rev }) => rev)).toEqual([2])
  })

  it('holds a document of 2,000,000 characters', async () => {
    const content = 'Grüße, 世界! '.repeat(180_000).slice(0, 2_000_000)
    await changes.insert('team_large', change(1, { rows: [row('doc_1', 1, content)] }))
    expect((await changes.after('team_large', 0, 1))[0]!.rows[0]!.content === content).toBe(true)
  })
})

describe('rows at rest', () => {
  it('are written in any order and keep the latest state', async () => {
    for (const rev of [2, 1, 3, 2]) await rows.put('team_rows', row('note_1', rev))
    const [stored] = await rows.page('team_rows', null, 10)
    expect(stored).toEqual(row('note_1', 3))
    await rows.put('team_rows', row('note_1', 1, 'Again the first', 1))
    expect((await rows.page('team_rows', null, 10))[0]!.rev).toBe(3)
  })

  it('come by page, each once, of one team only', async () => {
    for (const id of ['b', 'a', 'c']) await rows.put('team_page', row(id, 1))
    await rows.put('team_pages', row('d', 1))
    expect((await rows.page('team_page', null, 2)).map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await rows.page('team_page', 'b', 2)).map(({ id }) => id)).toEqual(['c'])
  })

  it('give their texts with the revision of each', async () => {
    await rows.put('team_text', row('a', 4))
    expect(await rows.texts('team_text', ['a', 'missing'])).toEqual(new Map([['a', { rev: 4, content: 'Text 4' }]]))
    expect(await rows.texts('team_other', ['a'])).toEqual(new Map())
  })

  it('hold any metadata', async () => {
    const odd = { ...row('odd', 1), metadata: { 'a.b': 1, $set: { $x: null }, __proto: [] } }
    await rows.put('team_odd', odd)
    expect(await rows.page('team_odd', null, 1)).toEqual([odd])
  })
})
