import { recordAudit } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { AuditRepository } from '../audit.repository.ts'

/** What services saw happen to their documents. Answered once it is stored: until then they send it again. */
export const recordAuditHandler = (audit: AuditRepository) =>
  answer(recordAudit, async ({ entries }) => {
    await Promise.all(entries.map((entry) => audit.record(entry)))
    return { stored: entries.map(({ id }) => id) }
  })
