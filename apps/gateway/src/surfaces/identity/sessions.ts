import { listSessionsRoute, logoutRoute, revokeSessionRoute } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Identity } from '../../identity/create-identity.ts'
import { signedOutCookie } from './cookies.ts'

export const sessionEndpoints = (identity: Identity): Endpoint[] => [
  endpoint(logoutRoute, async ({ principal, requestId }) => {
    await identity.sessions.end(principal, principal.credentialId, requestId)
    return { status: 204, headers: signedOutCookie(identity) }
  }),
  endpoint(listSessionsRoute, async ({ principal }) => ({
    status: 200,
    body: { sessions: await identity.sessions.list(principal) },
  })),
  endpoint(revokeSessionRoute, async ({ principal, params, requestId }) => {
    await identity.sessions.end(principal, params.session_id, requestId)
    return { status: 204 }
  }),
]
