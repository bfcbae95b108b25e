import type { AuditEntry, Principal, RunRecord } from '@synthwright/contracts'
import { createTokenBuckets, type Holder, type RefusedRequest } from '@synthwright/http'
import { newId, systemClock, type Clock } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { AuditRepository } from './audit.repository.ts'

/**
 * What the gateway itself puts into the audit log: what changes no document of anybody's. At most 60 entries a minute
 * tell the same, so that nobody fills the log by asking; the next one counts the others.
 */
export interface AuditLog {
  /** Somebody known was refused something; the same are all refusals of one user. Never throws. */
  refused(request: RefusedRequest): Promise<void>
  /**
   * Somebody is about to be shown what a run made; the same are all reads of one run by one user.
   * @throws AppError when that cannot be written down
   */
  runRead(reader: { principal: Principal; requestId: string; record: RunRecord }): Promise<void>
  /** The newest entries of a team. */
  list: AuditRepository['list']
}

const entriesPerMinute = 60

/** What of the oldest is left uncounted, rather than that many who ask take all memory. */
const mostUntold = 10_000

/** Ids only: what stands in a path may be any text. */
const idForm = /^[\w-]{1,100}$/

const remembers = (body: unknown): boolean => (body as { remember?: unknown } | undefined)?.remember === true

export const createAuditLog = (
  audit: AuditRepository,
  clock: Clock = systemClock,
  most: number = mostUntold,
): AuditLog => {
  const bounds = createTokenBuckets(entriesPerMinute, clock)
  const untold = new Map<string, number>()

  /** @returns the counts of the entry; undefined when it is only to be counted */
  const counted = (what: string): AuditEntry['counts'] | undefined => {
    const left = untold.get(what) ?? 0
    untold.delete(what)
    if (bounds.take(what).granted) return left > 0 ? { untold: left } : {}
    untold.set(what, left + 1)
    if (untold.size > most) untold.delete(untold.keys().next().value!)
    return undefined
  }

  const about = ({ teamId, userId, credentialId }: Holder, requestId: string) => ({
    id: newId('audit'),
    teamId,
    at: clock.date().toISOString(),
    principal: { userId, credentialId },
    requestId,
  })

  return {
    list: (...asked) => audit.list(...asked),
    refused: async ({ holder, requestId, route, params, body, error }) => {
      const counts = counted(`${holder.teamId}.${holder.userId}`)
      if (!counts) return
      const entry: AuditEntry = {
        ...about(holder, requestId),
        type: remembers(body) && error.kind === 'forbidden' ? 'synthesis.remember_denied' : 'request.refused',
        runId: null,
        targetIds: Object.values(params).filter((value) => idForm.test(value)),
        outcome: 'refused',
        operation: route.operationId,
        code: error.code,
        counts,
      }
      await audit
        .record(entry)
        .catch((failure: unknown) => log.error('A refusal could not be put into the audit log', { error: failure }))
    },
    runRead: async ({ principal, requestId, record }) => {
      const counts = counted(`${principal.teamId}.${principal.userId}.${record.run_id}`)
      if (!counts) return
      await audit.record({
        ...about(principal, requestId),
        type: 'synthesis.run_read',
        runId: record.run_id,
        targetIds: record.artifact ? [record.artifact.artifact_id] : [],
        outcome: 'ok',
        counts,
      })
    },
  }
}
