import { z } from 'zod'
import { AuditEntry, AuditType } from '../gateway/audit.ts'

const moment = z.iso.date().or(z.iso.datetime({ offset: true }))

export const AuditQuery = z.object({
  type: AuditType.optional(),
  /** The same under another name; one that nothing has finds nothing. */
  action: z.string().max(100).optional(),
  target_id: z.string().max(200).optional(),
  /** The same under another name. */
  source_id: z.string().max(200).optional(),
  actor_user_id: z.string().max(200).optional(),
  policy_allowed: z.enum(['true', 'false']).optional(),
  since: moment.optional(),
  until: moment.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type AuditQuery = z.output<typeof AuditQuery>

/** Audit events of the organisation, newest first: ids and counts, never a text. */
export const AuditList = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      type: AuditType,
      principal_id: z.string(),
      credential_id: z.string(),
      request_id: z.string().nullable(),
      run_id: z.string().nullable(),
      target_ids: z.array(z.string()),
      outcome: AuditEntry.shape.outcome,
      operation: z.string().nullable(),
      counts: z.record(z.string(), z.number()),
      action: z.string(),
      organization_id: z.string(),
      user_id: z.string(),
      source_ids: z.array(z.string()),
      derived_ids: z.array(z.string()),
      policy_allowed: z.boolean(),
      policy_reason: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
      created_at: z.string(),
    }),
  ),
  limit: z.int(),
})
export type AuditList = z.infer<typeof AuditList>
