import * as contracts from '@synthwright/contracts'
import { createHttpApp, type HttpApp, type HttpAppOptions, type Idempotency } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import type { Health } from '@synthwright/service'
import { z } from 'zod'
import type { AuditLog } from './audit/audit-log.ts'
import type { Identity } from './identity/create-identity.ts'
import { probe } from './probe/probe.ts'
import { artifactEndpoints } from './surfaces/artifacts/endpoints.ts'
import { createHiddenCounts } from './surfaces/artifacts/hidden-counts.ts'
import { envelopeErrors } from './surfaces/artifacts/render-error.ts'
import { createWaitingRoom, type WaitingRoomSize } from './surfaces/waiting-room.ts'
import { identityEndpoints } from './surfaces/identity/endpoints.ts'
import { knowledgeEndpoints } from './surfaces/knowledge/endpoints.ts'
import { mcpEndpoints } from './surfaces/mcp/endpoints.ts'
import { runEndpoints } from './surfaces/runs/endpoints.ts'
import { createRunFollowers } from './surfaces/runs/run-followers.ts'
import { systemEndpoints } from './system/endpoints.ts'

const isSchema = (entry: [string, unknown]): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType

const api = {
  title: 'Synthwright',
  version: '0.1.0',
  description:
    'Turns evidence into cited, verified documents.\n\n' +
    'Sign in with `Authorization: Bearer` and an access token or an API key, or with the cookie that signing in sets. ' +
    'A page of another origin cannot write with the cookie. `X-Request-ID` is adopted or drawn, and always sent back.\n\n' +
    'A POST with an `Idempotency-Key` is done once, however often it is sent: for 24 hours the same key and body are ' +
    'answered by the first answer, with `Idempotency-Replayed: true`; another body is refused with 409. A call that ' +
    'comes while the first is being answered waits for that answer. An answer of 5xx is not kept: sent again, the ' +
    'request finds what was done.\n\n' +
    'Where requests are limited, `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds until all are back) tell how ' +
    'many are left, and 429 says in `Retry-After` when to come back.',
  schemas: Object.fromEntries(Object.entries<unknown>(contracts).filter(isSchema)),
}

export interface AppParts extends Pick<
  HttpAppOptions,
  'rateLimits' | 'loadLimits' | 'connections' | 'trustedProxies' | 'rightsLastMs'
> {
  bus: Bus
  identity: Identity
  idempotency: Idempotency
  audit: AuditLog
  health: Health
  deadlineMs: number
  waiting: WaitingRoomSize
  streams: WaitingRoomSize
  /** Answers that tell one user of hidden sources; no bound unless set. */
  hiddenCountsPerMinute?: number
  probing: boolean
}

/** Everything the gateway serves. */
export const createApp = ({
  bus,
  identity,
  idempotency,
  audit,
  health,
  deadlineMs,
  waiting,
  streams,
  probing,
  hiddenCountsPerMinute,
  rightsLastMs = 3_000,
  ...limits
}: AppParts): HttpApp => {
  const runs = createRunFollowers(bus)
  const room = createWaitingRoom(waiting)
  const hidden = createHiddenCounts(hiddenCountsPerMinute ?? null)
  const artifacts = artifactEndpoints({ bus, runs, room, audit, deadlineMs, hidden })
  const knowledge = knowledgeEndpoints(bus, audit)
  const keys = identity.sealing(idempotency)
  const app: HttpApp = createHttpApp({
    endpoints: [
      ...artifacts,
      ...identityEndpoints({ identity, bus }),
      ...knowledge,
      ...mcpEndpoints({
        endpoints: [...artifacts, ...knowledge],
        idempotency: keys,
        errors: envelopeErrors,
        rightsLastMs,
        refused: audit.refused,
        allowedOrigins: identity.allowedOrigins,
        version: api.version,
      }),
      ...runEndpoints({ bus, runs, streams: createWaitingRoom(streams) }),
      ...systemEndpoints(health, () => app.openApi()),
    ],
    internal: probing ? [probe({ bus, runs, deadlineMs })] : [],
    authenticate: identity.authenticate,
    idempotency: keys,
    surfaces: { artifacts: envelopeErrors, runs: envelopeErrors, system: envelopeErrors },
    api,
    rightsLastMs,
    refused: audit.refused,
    ...limits,
  })
  return app
}
