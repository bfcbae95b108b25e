import { listAuditEventsRoute, type AuditEntry, type AuditList, type AuditQuery } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { AuditLog } from '../../audit/audit-log.ts'

const dayMs = 24 * 60 * 60 * 1000

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** A day that closes a range counts whole. */
const endOf = (text: string): Date => new Date(Date.parse(text) + (isDay(text) ? dayMs - 1 : 0))

const filterOf = ({ type, target_id, since, until }: AuditQuery) => ({
  ...(type ? { type } : {}),
  ...(target_id === undefined ? {} : { targetIds: target_id }),
  ...(since || until
    ? { at: { ...(since ? { $gte: new Date(since) } : {}), ...(until ? { $lte: endOf(until) } : {}) } }
    : {}),
})

const shown = ({ id, at, type, principal, requestId, runId, targetIds, outcome, operation, counts }: AuditEntry) => ({
  id,
  at,
  type,
  principal_id: principal.userId,
  credential_id: principal.credentialId,
  request_id: requestId,
  run_id: runId,
  target_ids: targetIds,
  outcome,
  operation: operation ?? null,
  counts,
})

/** The audit log is the gateway's own; graph has no part in it. */
export const auditEndpoints = (audit: Pick<AuditLog, 'list'>): Endpoint[] => [
  endpoint(listAuditEventsRoute, async ({ query, principal }) => {
    const entries = await audit.list(principal.teamId, filterOf(query), query.limit)
    return { status: 200, body: { events: entries.map(shown), limit: query.limit } satisfies AuditList }
  }),
]
