import type { Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import type { Identity } from '../../identity/create-identity.ts'
import { accountEndpoints } from './accounts.ts'
import { apiKeyEndpoints } from './api-keys.ts'
import { memberEndpoints } from './members.ts'
import { organizationEndpoints } from './organization.ts'
import { sessionEndpoints } from './sessions.ts'

/** Accounts, sessions, members and keys. */
export const identityEndpoints = ({ identity, bus }: { identity: Identity; bus: Bus }): Endpoint[] => [
  ...accountEndpoints(identity),
  ...sessionEndpoints(identity),
  ...organizationEndpoints(identity),
  ...memberEndpoints(identity),
  ...apiKeyEndpoints(identity, bus),
]
