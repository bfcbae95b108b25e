import { z } from 'zod'
import { defineCall } from '../core/call.ts'
import { AuditEntry } from './audit.ts'

/** Keeps audit entries. Those that are kept already are answered too, so that whoever sends may send again. */
export const recordAudit = defineCall({
  service: 'gateway',
  callers: ['jobs', 'graph'],
  name: 'record-audit',
  principal: 'system',
  request: z.object({ entries: z.array(AuditEntry).min(1).max(100) }),
  reply: z.object({ stored: z.array(z.string()) }),
  errors: [],
  timeoutMs: 5_000,
  effect: { command: 'entries' },
})
