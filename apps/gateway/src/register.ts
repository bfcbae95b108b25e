import type { Registration, ServiceContext } from '@synthwright/service'
import { createAuditLog } from './audit/audit-log.ts'
import { createAuditRepository } from './audit/audit.repository.ts'
import { auditEntries } from './audit/audit.schema.ts'
import { recordAuditHandler } from './audit/handlers/record-audit.ts'
import type { GatewayConfig } from './config.ts'
import { createApp } from './create-app.ts'
import { createIdempotency } from './idempotency/answer-once.ts'
import { createKeyRecordRepository } from './idempotency/key-record.repository.ts'
import { keyRecords } from './idempotency/key-record.schema.ts'
import { createIdentity, type IdentityOptions } from './identity/create-identity.ts'
import { ensureFirstAccess } from './identity/first-access.ts'
import { createIdentityRepository, identityCollections } from './identity/identity.repository.ts'
import { createMailer } from './identity/mail/mailer.ts'
import { loadAuthSecret } from './identity/secret/auth-secret.ts'
import type { Store } from '@synthwright/persistence'

export const collections = [...identityCollections, keyRecords, auditEntries]

const identityOptions = (config: GatewayConfig): IdentityOptions => ({
  signUp: config.SIGNUP,
  oidc: config.OIDC_ISSUER
    ? { issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE!, teamClaim: config.OIDC_TEAM_CLAIM }
    : null,
  mail:
    config.SMTP_URL === null
      ? null
      : { mailer: createMailer({ url: config.SMTP_URL, from: config.MAIL_FROM! }), publicUrl: config.PUBLIC_URL! },
  allowedOrigins: (config.ALLOWED_ORIGINS ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean),
  secureCookies: config.NODE_ENV !== 'development',
  signIns: {
    atOnce: config.SIGN_INS_AT_ONCE,
    waiting: config.SIGN_INS_WAITING,
    waitingPerAddress: config.SIGN_INS_WAITING_PER_ADDRESS,
  },
})

/** Puts the service together: who signs in, what is kept, what is served, and the calls it answers. */
export const register = async ({
  config,
  bus,
  store,
  health,
}: ServiceContext<GatewayConfig, Store>): Promise<Registration> => {
  const repository = createIdentityRepository(store)
  await ensureFirstAccess(repository, {
    firstKey: config.FIRST_API_KEY,
    production: config.NODE_ENV === 'production',
  })
  const audit = createAuditRepository(store)
  const secret = await loadAuthSecret(repository, config.AUTH_SECRET)
  const deadlineMs = config.DRAFT_DEADLINE_MS
  const leaseMs = config.IDEMPOTENCY_LEASE_MS
  // An answer takes a deadline at most; another call may have to let a lease lapse first.
  const idempotency = createIdempotency({
    records: createKeyRecordRepository(store),
    leaseMs,
    longestWaitMs: leaseMs + deadlineMs,
  })
  const app = createApp({
    bus,
    health,
    identity: createIdentity({ store, repository, audit, secret }, identityOptions(config)),
    idempotency,
    rightsLastMs: config.RIGHTS_LAST_MS,
    hiddenCountsPerMinute: config.HIDDEN_COUNTS_PER_MINUTE,
    audit: createAuditLog(audit),
    deadlineMs,
    streams: { perUser: config.EVENT_STREAMS_PER_USER, perTeam: config.EVENT_STREAMS_PER_TEAM },
    waiting: { perUser: config.WAITING_PER_USER, perTeam: config.WAITING_PER_TEAM },
    rateLimits: {
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      failedSignInsPerMinute: config.FAILED_SIGN_INS_PER_MINUTE,
      addressRequestsPerMinute: config.AUTH_REQUESTS_PER_MINUTE,
    },
    loadLimits: {
      requests: config.REQUESTS_AT_ONCE,
      requestsPerUser: config.REQUESTS_AT_ONCE_PER_USER,
      bodyBytes: config.BODY_BYTES_AT_ONCE,
      bodyBytesPerUser: config.BODY_BYTES_AT_ONCE_PER_USER,
    },
    connections: { connections: config.CONNECTIONS },
    trustedProxies: config.TRUSTED_PROXIES,
    probing: config.ENGINE_PROBE === 'on',
  })
  return {
    calls: [recordAuditHandler(audit)],
    http: {
      listen: app.listen,
      drain: app.drain,
      // What has not been answered by then is cut, and its keys are for another gateway.
      close: async (graceMs) => {
        const cut = setTimeout(() => void idempotency.giveBackAll(), graceMs)
        await app.close(graceMs).finally(() => clearTimeout(cut))
        await idempotency.giveBackAll()
      },
    },
  }
}
