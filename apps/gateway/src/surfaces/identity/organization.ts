import { changeOrganizationRoute, getOrganizationRoute, listOrganizationsRoute } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Identity } from '../../identity/create-identity.ts'

export const organizationEndpoints = ({ organization }: Identity): Endpoint[] => [
  endpoint(listOrganizationsRoute, async ({ principal }) => ({
    status: 200,
    body: { orgs: await organization.list(principal) },
  })),
  endpoint(getOrganizationRoute, async ({ params: { slug }, principal }) => ({
    status: 200,
    body: await organization.get({ principal, slug }),
  })),
  endpoint(changeOrganizationRoute, async ({ params: { slug }, body, principal, requestId }) => ({
    status: 200,
    body: await organization.change(body, { principal, slug, requestId }),
  })),
]
