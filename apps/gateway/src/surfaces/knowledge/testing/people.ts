import {
  addMemberRoute,
  signUpRoute,
  type ApiScope,
  type MemoryScope,
  type SignedIn,
  type TeamRole,
} from '@synthwright/contracts'
import { apiClient, type ApiClient } from '@synthwright/testing'
import type { IdentityRepository } from '../../../identity/identity.repository.ts'
import { issueKey } from '../../../identity/issue-key.ts'

export const roles = ['owner', 'admin', 'member', 'viewer'] as const satisfies TeamRole[]
export const credentials = [
  'session',
  'key that reads',
  'key that writes',
  'key bound to a project',
  'key bound to a project, private memories too',
  'key bound to memories of projects',
  'key bound to private memories',
] as const
export type Credential = (typeof credentials)[number]

/** Somebody who asks, with all that decides what they may. */
export interface Person {
  readonly role: TeamRole
  readonly credential: Credential
  readonly team: 'ours' | 'theirs'
  readonly api: ApiClient
}

export const nameOf = ({ role, credential, team }: Person): string => `${role} of ${team}, ${credential}`

export interface Account {
  readonly teamId: string
  readonly userId: string
  readonly slug: string
  readonly api: ApiClient
}

const password = 'a long harbour password'

const accountOf = (url: string, { user, organization, access_token }: SignedIn): Account => ({
  teamId: organization.id,
  slug: organization.slug,
  userId: user.id,
  api: apiClient(url, access_token),
})

/** Somebody new with an organisation of their own. */
export const signUp = async (url: string, name: string): Promise<Account> =>
  accountOf(url, await apiClient(url).expect(signUpRoute, { body: { email: `${name}@example.org`, password, name } }))

/** Somebody new in the organisation of whoever invites. */
export const join = async (url: string, by: Account, role: TeamRole): Promise<Account> => {
  const email = `${role}-of-${by.slug}@example.org`
  const { invitation } = await by.api.expect(addMemberRoute, { params: { slug: by.slug }, body: { email, role } })
  const body = { email, password, name: role, invitation_token: invitation.token }
  return accountOf(url, await apiClient(url).expect(signUpRoute, { body }))
}

interface Grant {
  scopes: ApiScope[]
  projectIds?: string[]
  memoryScopes?: MemoryScope[]
}

/** The same user with every kind of credential. */
export const everyCredential = async (
  identity: IdentityRepository,
  url: string,
  { teamId, userId, api }: Account,
  role: TeamRole,
  team: Person['team'],
  boundTo: string,
): Promise<Person[]> => {
  const grants: Partial<Record<Credential, Grant>> = {
    'key that reads': { scopes: ['api:read'] },
    'key that writes': { scopes: ['api:write'] },
    'key bound to a project': { scopes: ['api:write'], projectIds: [boundTo], memoryScopes: ['project'] },
    'key bound to a project, private memories too': {
      scopes: ['api:write'],
      projectIds: [boundTo],
      memoryScopes: ['private', 'project'],
    },
    // A member has private memories and lacks some projects: whatever else a role changes, the other keys show.
    ...(role === 'member'
      ? {
          'key bound to memories of projects': { scopes: ['api:write'], memoryScopes: ['project'] },
          'key bound to private memories': { scopes: ['api:write'], memoryScopes: ['private'] },
        }
      : {}),
  }
  const keys = Object.entries(grants).map(async ([credential, grant]): Promise<Person> => {
    const { key } = await issueKey(identity, { teamId, userId, name: credential, ...grant })
    return { role, team, credential: credential as Credential, api: apiClient(url, key) }
  })
  return [{ role, team, credential: 'session', api }, ...(await Promise.all(keys))]
}
