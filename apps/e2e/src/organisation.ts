import {
  addMemberRoute,
  createApiKeyRoute,
  signInRoute,
  signUpRoute,
  type CreateApiKey,
  type TeamRole,
} from '@synthwright/contracts'
import { apiClient, type ApiClient, type System } from '@synthwright/testing'
import { randomBytes } from 'node:crypto'
import type { z } from 'zod'

const password = 'nine-lives-9'

/** An organisation with its owner, and a way to more members and keys. */
export const foundOrganisation = async (system: System, name: string) => {
  const anybody = apiClient(system.url)
  const signUp = (who: string) =>
    anybody.expect(signUpRoute, { body: { email: `${who}@example.org`, password, name: who } })
  const founded = await signUp(name)
  const { slug } = founded.organization
  const owner = apiClient(system.url, founded.access_token)
  return {
    owner,

    /** Somebody with a role, signed in. */
    async member(who: string, role: TeamRole): Promise<ApiClient> {
      const { user } = await signUp(who)
      const { invitation } = await owner.expect(addMemberRoute, { params: { slug }, body: { email: user.email, role } })
      const body = { email: user.email, password, invitation_token: invitation.token }
      return apiClient(system.url, (await anybody.expect(signInRoute, { body })).access_token)
    },

    /** A key of the owner. */
    async key(given: z.input<typeof CreateApiKey>): Promise<ApiClient> {
      return apiClient(system.url, (await owner.expect(createApiKeyRoute, { body: given })).api_key)
    },
  }
}

/** The headers that put a request into a trace of its own. */
export const newTrace = () => {
  const traceId = randomBytes(16).toString('hex')
  return { traceId, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } }
}
