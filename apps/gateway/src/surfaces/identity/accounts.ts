import {
  meRoute,
  refreshRoute,
  sendAddressProofRoute,
  signInByTokenRoute,
  signInRoute,
  signUpRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import type { Identity } from '../../identity/create-identity.ts'
import { signedInCookie } from './cookies.ts'

export const accountEndpoints = (identity: Identity): Endpoint[] => [
  endpoint(signUpRoute, async ({ body, requestId, address }) => {
    const signedIn = await identity.turns.take(address, () => identity.accounts.signUp(body, requestId))
    return { status: 201, body: signedIn, headers: signedInCookie(signedIn, identity) }
  }),
  endpoint(signInRoute, async ({ body, requestId, address }) => {
    const signedIn = await identity.turns.take(address, () => identity.accounts.signIn(body, requestId))
    return { status: 200, body: signedIn, headers: signedInCookie(signedIn, identity) }
  }),
  endpoint(signInByTokenRoute, async ({ body, requestId }) => {
    const signedIn = await identity.accounts.signInByToken(body, requestId)
    return { status: 200, body: signedIn, headers: signedInCookie(signedIn, identity) }
  }),
  endpoint(sendAddressProofRoute, async ({ body }) => {
    await identity.sendProof(body.email)
    return { status: 202 }
  }),
  endpoint(refreshRoute, async ({ body, requestId }) => {
    const pair = await identity.sessions.refresh(body.refresh_token, requestId)
    return { status: 200, body: { ...pair, token_type: 'Bearer' }, headers: signedInCookie(pair, identity) }
  }),
  endpoint(meRoute, async ({ principal: { userId, teamId, role, scopes } }) => {
    const [user, team] = await Promise.all([identity.repository.user(userId), identity.repository.team(teamId)])
    if (!user || !team) throw new AppError('user_not_found', 'User not found')
    return {
      status: 200,
      body: {
        user: { id: user._id, email: user.email, name: user.name },
        organization: { id: team._id, name: team.name, slug: team.slug },
        org_role: role,
        scopes,
      },
    }
  }),
]
