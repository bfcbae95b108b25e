import { startStore, type RunningStore } from '@synthwright/testing'
import { connectWire, type WireClient } from './testing/wire-client.ts'

const writers = 8

/** Inserts and counts up one document of its own until the connection breaks; what was acknowledged is returned. */
const writeUntilKilled = async (
  client: WireClient,
  writer: number,
  onAck: () => void,
): Promise<{ inserted: number; counted: number }> => {
  let inserted = 0
  let counted = 0
  try {
    for (;;) {
      const { n } = await client.command('load', {
        insert: 'rows',
        documents: [{ _id: `${writer}-${inserted}`, writer, text: 'x'.repeat(500) }],
      })
      if (n === 1) inserted++
      const update = { $inc: { count: 1 }, $set: { last: inserted } }
      const { value } = await client.command('load', {
        findAndModify: 'counters',
        query: { _id: writer },
        update,
        upsert: true,
        new: true,
      })
      counted = (value as { count: number }).count
      onAck()
    }
  } catch {
    return { inserted, counted }
  }
}

let store: RunningStore
beforeAll(async () => void (store = await startStore()))
afterAll(() => store.stop())

describe('kill -9 under load', () => {
  it('loses no acknowledged write and leaves indexes that agree with the documents', async () => {
    const port = Number(new URL(store.uri).port)
    const admin = await connectWire(port)
    await admin.command('load', { createIndexes: 'rows', indexes: [{ key: { writer: 1 }, name: 'writer' }] })
    const clients = await Promise.all(Array.from({ length: writers }, () => connectWire(port)))
    const enough = Promise.withResolvers<void>()
    let acknowledged = 0
    const onAck = () => void (++acknowledged === 1_500 && enough.resolve())
    const writing = clients.map((client, writer) => writeUntilKilled(client, writer, onAck))
    await enough.promise
    await store.kill()
    const written = await Promise.all(writing)
    // The fault happened: every writer was cut off in the middle of its work.
    await admin.closed
    expect(written.every(({ inserted }) => inserted > 0)).toBe(true)

    await store.restart()
    const reader = await connectWire(port)
    for (const [writer, { inserted, counted }] of written.entries()) {
      const one = async (query: object) => (await reader.command('load', { count: 'rows', query }))['n'] as number
      const found = await one({ writer })
      // The write that was under way may have happened, too; none before it may be missing.
      expect(found).toBeGreaterThanOrEqual(inserted)
      expect(found).toBeLessThanOrEqual(inserted + 1)
      expect(await one({ _id: { $in: Array.from({ length: inserted }, (_, i) => `${writer}-${i}`) } })).toBe(inserted)
      const counter = (await reader.command('load', { find: 'counters', filter: { _id: writer } })) as {
        cursor: { firstBatch: { count: number }[] }
      }
      expect(counter.cursor.firstBatch[0]!.count).toBeGreaterThanOrEqual(counted)
    }
    const scanned = await reader.command('load', {
      count: 'rows',
      query: { writer: { $gte: 0 } },
      hint: { $natural: 1 },
    })
    expect(await reader.command('load', { count: 'rows', query: { writer: { $gte: 0 } }, hint: 'writer' })).toEqual(
      scanned,
    )
    reader.close()
  })
})
