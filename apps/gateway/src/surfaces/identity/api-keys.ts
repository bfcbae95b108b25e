import { createApiKeyRoute, listApiKeysRoute, revokeApiKeyRoute } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import type { Identity } from '../../identity/create-identity.ts'
import { authorizeProject } from '../artifacts/rights.ts'

export const apiKeyEndpoints = ({ apiKeys }: Identity, bus: Bus): Endpoint[] => [
  endpoint(
    createApiKeyRoute,
    async ({ body, principal, requestId, commandId }) => ({
      status: 201,
      body: await apiKeys.create(body, { principal, requestId, commandId }),
    }),
    {
      stillMay: async ({ body, principal }) => apiKeys.assertMay(body, principal),
      admit: async ({ body, principal }) => {
        for (const projectId of body.project_ids)
          await authorizeProject(bus, principal, { projectId, role: 'project_viewer', field: 'project_ids' })
      },
    },
  ),
  endpoint(listApiKeysRoute, async ({ principal }) => {
    const keys = await apiKeys.list(principal)
    return { status: 200, body: { api_keys: keys, keys } }
  }),
  endpoint(revokeApiKeyRoute, async ({ params: { api_key_id: id }, principal, requestId }) => {
    await apiKeys.revoke(id, { principal, requestId })
    return { status: 200, body: { success: true, id } }
  }),
]
