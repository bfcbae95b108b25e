import { z } from 'zod'
import { errorCodes } from '../core/errors.ts'

/** What an audit entry can be about. Closed: a new thing worth keeping gets a line here first. */
export const auditTypes = [
  'synthesis.plan',
  'synthesis.draft',
  'synthesis.verify',
  'synthesis.handbook',
  'synthesis.remember',
  'synthesis.remember_denied',
  'synthesis.run_read',
  'run.cancelled',
  'run.deleted',
  'request.refused',
  'memory.corrected',
  'user.signed_up',
  'user.signed_in',
  'user.sign_in_failed',
  'user.linked',
  'session.ended',
  'session.token_reused',
  'organization.changed',
  'member.added',
  'member.invited',
  'member.changed',
  'member.removed',
  'api_key.created',
  'api_key.revoked',
] as const
export const AuditType = z.enum(auditTypes)
export type AuditType = z.infer<typeof AuditType>

/**
 * One thing that somebody did, and how it went. Ids, names of this system and counts only: never a goal, a text or a
 * title. Drawn once by the service that saw it happen: an entry of the same id is the same entry.
 */
export const AuditEntry = z.object({
  id: z.string().min(1).max(200),
  teamId: z.string().max(200),
  at: z.iso.datetime(),
  type: AuditType,
  principal: z.object({ userId: z.string().max(200), credentialId: z.string().max(200) }),
  /** The HTTP request behind it; null when none is known. */
  requestId: z.string().max(200).nullable(),
  runId: z.string().max(200).nullable(),
  targetIds: z.array(z.string().max(200)).max(200),
  outcome: z.enum(['ok', 'refused', 'failed']),
  /** What was refused, and why. */
  operation: z.string().max(100).optional(),
  code: z.enum(errorCodes).optional(),
  counts: z.record(z.string().max(100), z.number()),
})
export type AuditEntry = z.infer<typeof AuditEntry>
