import { z } from 'zod'
import { defineRoute } from '../core/route.ts'
import {
  AcceptInvitation,
  AskForProof,
  Me,
  Refresh,
  Refreshed,
  SessionList,
  SignedIn,
  SignIn,
  SignInByToken,
  SignUp,
} from './accounts.ts'
import { ApiKeyCreated, ApiKeyList, ApiKeyRevoked, CreateApiKey } from './api-keys.ts'
import { ChangeOrganization, OrganizationList, OrganizationSettings } from './organizations.ts'
import { AddMember, ChangeMember, InvitationAccepted, Member, MemberInvited, MemberList } from './members.ts'

const surface = 'artifacts'
/** Whoever is signed in may look at and end what signs them in, whatever their role. */
const self = { scope: 'api:read', role: 'viewer', boundKey: 'refused' } as const
const writer = { scope: 'api:write', role: 'member', boundKey: 'refused' } as const

const id = z.string().min(1).max(200)
const slug = z.object({ slug: id })
const member = z.object({ slug: id, user_id: id })

export const signUpRoute = defineRoute({
  operationId: 'signUp',
  surface,
  method: 'POST',
  path: '/api/auth/local/signup',
  summary: 'Create an account, with an organisation of its own or by an invitation',
  tags: ['Identity'],
  body: SignUp,
  replies: { 201: SignedIn },
  errors: ['signup_closed', 'invalid_invitation', 'invalid_address_proof', 'already_exists', 'rate_limited'],
  auth: 'public',
  limitedByAddress: true,
  bodyLimitBytes: 64 * 1024,
})

export const signInRoute = defineRoute({
  operationId: 'signIn',
  surface,
  method: 'POST',
  path: '/api/auth/local/login',
  summary: 'Sign in with e-mail and password',
  tags: ['Identity'],
  body: SignIn,
  replies: { 200: SignedIn },
  errors: [
    'invalid_credentials',
    'invalid_invitation',
    'invalid_address_proof',
    'invalid_token',
    'already_exists',
    'no_organization',
    'organization_not_found',
    'rate_limited',
  ],
  auth: 'public',
  limitedByAddress: true,
})

export const signInByTokenRoute = defineRoute({
  operationId: 'signInByToken',
  surface,
  method: 'POST',
  path: '/api/auth/oidc/login',
  summary: 'Sign in with a token of the configured issuer; a subject without an account gets one',
  description:
    'The account is the one that the subject is linked to, else the one that has proven the address which the issuer ' +
    'verified, else a new one. An account that merely bears that address is somebody else: sign in to it with its ' +
    'password and send the token along to link it.',
  tags: ['Identity'],
  body: SignInByToken,
  replies: { 200: SignedIn },
  errors: [
    'invalid_token',
    'user_not_found',
    'signup_closed',
    'invalid_invitation',
    'already_exists',
    'no_organization',
    'organization_not_found',
    'rate_limited',
  ],
  auth: 'public',
  limitedByAddress: true,
})

export const sendAddressProofRoute = defineRoute({
  operationId: 'sendAddressProof',
  surface,
  method: 'POST',
  path: '/api/auth/address-proofs',
  summary: 'Mail a token that proves an address, whoever has it',
  description:
    'The `proof_token` counts for a day, at sign-up or sign-in. Where no mail is configured the answer is 501, and an ' +
    'address stays a label.',
  tags: ['Identity'],
  body: AskForProof,
  replies: { 202: null },
  errors: ['rate_limited', 'not_implemented'],
  auth: 'public',
  limitedByAddress: true,
  bodyLimitBytes: 64 * 1024,
})

export const refreshRoute = defineRoute({
  operationId: 'refreshSession',
  surface,
  method: 'POST',
  path: '/api/auth/refresh',
  summary: 'Exchange a refresh token for a new pair; a token that was exchanged before ends its session',
  tags: ['Identity'],
  body: Refresh,
  replies: { 200: Refreshed },
  errors: ['invalid_token', 'user_not_found', 'no_organization', 'rate_limited'],
  auth: 'public',
  limitedByAddress: true,
  bodyLimitBytes: 64 * 1024,
})

export const logoutRoute = defineRoute({
  operationId: 'signOut',
  surface,
  method: 'POST',
  path: '/api/auth/logout',
  summary: 'End the session that asks',
  tags: ['Identity'],
  replies: { 204: null },
  errors: ['session_not_found'],
  auth: self,
  keeps: 'receipt',
})

export const meRoute = defineRoute({
  operationId: 'getMe',
  surface,
  method: 'GET',
  path: '/api/auth/me',
  summary: 'Who asks, where, and with which rights',
  tags: ['Identity'],
  replies: { 200: Me },
  errors: [],
  auth: { ...self, boundKey: 'confined' },
})

export const listSessionsRoute = defineRoute({
  operationId: 'listSessions',
  surface,
  method: 'GET',
  path: '/api/auth/sessions',
  summary: 'List the sessions of the caller in this organisation',
  tags: ['Identity'],
  replies: { 200: SessionList },
  errors: [],
  auth: self,
})

export const revokeSessionRoute = defineRoute({
  operationId: 'revokeSession',
  surface,
  method: 'DELETE',
  path: '/api/auth/sessions/:session_id',
  summary: 'End a session of the caller',
  tags: ['Identity'],
  params: z.object({ session_id: id }),
  replies: { 204: null },
  errors: ['session_not_found'],
  auth: { scope: 'api:write', role: 'viewer', boundKey: 'refused' },
})

export const listOrganizationsRoute = defineRoute({
  operationId: 'listOrganizations',
  surface,
  method: 'GET',
  path: '/api/orgs',
  summary: 'List the organisations that the caller is a member of',
  tags: ['Identity'],
  replies: { 200: OrganizationList },
  errors: [],
  auth: self,
})

export const getOrganizationRoute = defineRoute({
  operationId: 'getOrganization',
  surface,
  method: 'GET',
  path: '/api/orgs/:slug',
  summary: 'Get the organisation of the caller',
  tags: ['Identity'],
  params: slug,
  replies: { 200: OrganizationSettings },
  errors: ['organization_not_found'],
  auth: self,
})

export const changeOrganizationRoute = defineRoute({
  operationId: 'changeOrganization',
  surface,
  method: 'PATCH',
  path: '/api/orgs/:slug',
  summary: 'Rename the organisation, or choose whether plans tell how many rows were withheld',
  description:
    'A `hidden_count` reveals that rows exist which the reader may not see. With `show_hidden_count` off it is 0 in every plan.',
  tags: ['Identity'],
  params: slug,
  body: ChangeOrganization,
  replies: { 200: OrganizationSettings },
  errors: ['organization_not_found', 'revision_conflict'],
  auth: { scope: 'api:write', role: 'owner', boundKey: 'refused' },
})

export const listMembersRoute = defineRoute({
  operationId: 'listMembers',
  surface,
  method: 'GET',
  path: '/api/orgs/:slug/members',
  summary: 'List members and open invitations',
  tags: ['Identity'],
  params: slug,
  replies: { 200: MemberList },
  errors: ['organization_not_found'],
  auth: { scope: 'api:read', role: 'admin', boundKey: 'refused' },
})

export const addMemberRoute = defineRoute({
  operationId: 'addMember',
  surface,
  method: 'POST',
  path: '/api/orgs/:slug/members',
  summary: 'Invite somebody, who becomes a member by accepting',
  description:
    'Only an Owner makes an Owner. The token of an invitation is mailed to the address where mail is configured; ' +
    'otherwise it is shown once, and whoever invites hands it over. Whoever has it joins with it, once.',
  tags: ['Identity'],
  params: slug,
  body: AddMember,
  replies: { 201: MemberInvited },
  errors: ['organization_not_found', 'already_exists', 'revision_conflict'],
  auth: { scope: 'api:write', role: 'admin', boundKey: 'refused' },
  keeps: 'secret',
})

export const acceptInvitationRoute = defineRoute({
  operationId: 'acceptInvitation',
  surface,
  method: 'POST',
  path: '/api/auth/invitations/accept',
  summary: 'Join the organisation of an invitation, with the account that is signed in',
  description: 'A session works in one organisation: sign in with its `organization` to work in the new one.',
  tags: ['Identity'],
  body: AcceptInvitation,
  replies: { 200: InvitationAccepted },
  errors: ['invalid_invitation', 'already_exists'],
  auth: { scope: 'api:write', role: 'viewer', boundKey: 'refused' },
  keeps: 'receipt',
})

export const changeMemberRoute = defineRoute({
  operationId: 'changeMember',
  surface,
  method: 'PATCH',
  path: '/api/orgs/:slug/members/:user_id',
  summary: 'Change the role of a member; there is always an Owner',
  tags: ['Identity'],
  params: member,
  body: ChangeMember,
  replies: { 200: Member },
  errors: ['organization_not_found', 'member_not_found', 'last_owner', 'revision_conflict'],
  auth: { scope: 'api:write', role: 'admin', boundKey: 'refused' },
})

export const removeMemberRoute = defineRoute({
  operationId: 'removeMember',
  surface,
  method: 'DELETE',
  path: '/api/orgs/:slug/members/:user_id',
  summary: 'Remove a member, whose credentials here end with it, or withdraw an invitation',
  tags: ['Identity'],
  params: member,
  replies: { 204: null },
  errors: ['organization_not_found', 'member_not_found', 'last_owner', 'revision_conflict'],
  auth: { scope: 'api:write', role: 'admin', boundKey: 'refused' },
})

export const createApiKeyRoute = defineRoute({
  operationId: 'createApiKey',
  surface,
  method: 'POST',
  path: '/api/auth/api-keys',
  summary: 'Create an API key, which acts as its creator and never has more',
  tags: ['Identity'],
  body: CreateApiKey,
  replies: { 201: ApiKeyCreated },
  errors: ['project_access_denied'],
  auth: writer,
  keeps: 'secret',
})

export const listApiKeysRoute = defineRoute({
  operationId: 'listApiKeys',
  surface,
  method: 'GET',
  path: '/api/auth/api-keys',
  summary: 'List API keys: the own ones, and for Owner and Admin those of the organisation',
  tags: ['Identity'],
  replies: { 200: ApiKeyList },
  errors: [],
  auth: self,
})

export const revokeApiKeyRoute = defineRoute({
  operationId: 'revokeApiKey',
  surface,
  method: 'POST',
  path: '/api/auth/api-keys/:api_key_id/revoke',
  summary: 'Revoke an API key; it counts for no further request',
  tags: ['Identity'],
  params: z.object({ api_key_id: id }),
  replies: { 200: ApiKeyRevoked },
  errors: ['api_key_not_found'],
  auth: writer,
  keeps: 'receipt',
})

export const identityRoutes = [
  signUpRoute,
  signInRoute,
  signInByTokenRoute,
  sendAddressProofRoute,
  refreshRoute,
  logoutRoute,
  meRoute,
  listSessionsRoute,
  revokeSessionRoute,
  listOrganizationsRoute,
  getOrganizationRoute,
  changeOrganizationRoute,
  listMembersRoute,
  addMemberRoute,
  acceptInvitationRoute,
  changeMemberRoute,
  removeMemberRoute,
  createApiKeyRoute,
  listApiKeysRoute,
  revokeApiKeyRoute,
]
