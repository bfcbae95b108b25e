import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { principal } from '../testing/memory-graph.ts'
import { correctionAudit, createAuditSender } from './audit-sender.ts'

const entry = correctionAudit(
  principal(),
  { action: 'hide', rowIds: ['note_1'], derived: 0, requestId: 'req_1' },
  '2026-01-01T00:00:00.000Z',
)

it('sends an entry that could not be sent again, until it is acknowledged', async () => {
  const unsent = new Map([[7, [entry]]])
  const kept: string[] = []
  let isAway = true
  const sender = createAuditSender({
    changes: { markAudited: async (_, rev) => void unsent.delete(rev) },
    unsent: {
      unsent: async () => [...unsent].map(([rev, audit]) => ({ _id: `t/${rev}`, teamId: entry.teamId, rev, audit })),
    },
    record: async (entries) => {
      if (isAway) throw new AppError('service_unavailable', 'away')
      kept.push(...entries.map(({ id }) => id))
    },
    clock: fakeClock(),
    everyMs: 60_000,
  })
  await sender.send(entry.teamId, { rev: 7, audit: [entry] })
  expect([kept, unsent.size]).toEqual([[], 1])
  isAway = false
  await sender.start()
  expect([kept, unsent.size]).toEqual([[entry.id], 0])
  sender.stop()
})
