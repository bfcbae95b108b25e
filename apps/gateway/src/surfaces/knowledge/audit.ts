import { listAuditEventsRoute, type AuditEntry, type AuditList, type AuditQuery } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { AuditLog } from '../../audit/audit-log.ts'

const dayMs = 24 * 60 * 60 * 1000

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** A day that closes a range counts whole. */
const endOf = (text: string): Date => new Date(Date.parse(text) + (isDay(text) ? dayMs - 1 : 0))

const filterOf = (query: AuditQuery) => {
  const { actor_user_id, policy_allowed, since, until } = query
  const type = query.type ?? query.action
  const target = query.target_id ?? query.source_id
  return {
    ...(type === undefined ? {} : { type: type as AuditEntry['type'] }),
    ...(target === undefined ? {} : { targetIds: target }),
    ...(actor_user_id === undefined ? {} : { 'principal.userId': actor_user_id }),
    ...(policy_allowed === undefined
      ? {}
      : { outcome: policy_allowed === 'true' ? ({ $ne: 'refused' } as const) : ('refused' as const) }),
    ...(since || until
      ? { at: { ...(since ? { $gte: new Date(since) } : {}), ...(until ? { $lte: endOf(until) } : {}) } }
      : {}),
  }
}

/** One event under its own names, and under those that others have for the same. */
const shown = (entry: AuditEntry) => {
  const { id, teamId, at, type, principal, requestId, runId, targetIds, outcome, operation, code, counts } = entry
  return {
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
    action: type,
    organization_id: teamId,
    user_id: principal.userId,
    source_ids: targetIds,
    derived_ids: [],
    policy_allowed: outcome !== 'refused',
    policy_reason: code ?? null,
    details: { ...counts, ...(operation ? { operation } : {}), ...(runId ? { run_id: runId } : {}) },
    created_at: at,
  }
}

/** The audit log is the gateway's own; graph has no part in it. */
export const auditEndpoints = (audit: Pick<AuditLog, 'list'>): Endpoint[] => [
  endpoint(listAuditEventsRoute, async ({ query, principal }) => {
    const entries = await audit.list(principal.teamId, filterOf(query), query.limit)
    return { status: 200, body: { events: entries.map(shown), limit: query.limit } satisfies AuditList }
  }),
]
