import type { Principal } from '@synthwright/contracts'

/** A member of team_1, apart from what is given. */
export const principal = (given: Partial<Principal> = {}): Principal => ({
  teamId: 'team_1',
  userId: 'user_1',
  role: 'member',
  scopes: ['api:write'],
  projectIds: null,
  memoryScopes: ['private', 'project'],
  namespaces: [],
  credentialId: 'cred_1',
  ...given,
})
