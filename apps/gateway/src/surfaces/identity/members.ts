import {
  acceptInvitationRoute,
  addMemberRoute,
  changeMemberRoute,
  listMembersRoute,
  removeMemberRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Identity } from '../../identity/create-identity.ts'

export const memberEndpoints = ({ members }: Identity): Endpoint[] => [
  endpoint(listMembersRoute, async ({ params: { slug }, principal, requestId }) => ({
    status: 200,
    body: await members.list({ principal, slug, requestId }),
  })),
  endpoint(
    addMemberRoute,
    async ({ params: { slug }, body, principal, requestId, commandId }) => ({
      status: 201,
      body: await members.invite(body, { principal, slug, requestId, commandId }),
    }),
    {
      stillMay: ({ params: { slug }, body, principal, requestId }) =>
        members.assertMayInvite(body, { principal, slug, requestId }),
    },
  ),
  endpoint(acceptInvitationRoute, async ({ body, principal, requestId }) => ({
    status: 200,
    body: await members.accept(body.invitation_token, { principal, requestId }),
  })),
  endpoint(changeMemberRoute, async ({ params: { slug, user_id }, body, principal, requestId }) => ({
    status: 200,
    body: await members.change(user_id, body.role, { principal, slug, requestId }),
  })),
  endpoint(removeMemberRoute, async ({ params: { slug, user_id }, principal, requestId }) => {
    await members.remove(user_id, { principal, slug, requestId })
    return { status: 204 }
  }),
]
