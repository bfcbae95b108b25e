import { z } from 'zod'
import { ApiScope, TeamRole } from '../core/principal.ts'

/** As an account is created with it; nothing that is kept or shown holds one. */
export const NewPassword = z.string().min(10).max(200)

/** As somebody types one to sign in: whatever was once allowed. */
const TypedPassword = z.string().min(1).max(200)

const InvitationToken = z.string().min(1).max(200)

/** As it came by mail: whoever has it reads the mail of that address. */
const AddressProof = z.string().min(1).max(2_000).nullish()

/** A token of the configured issuer, as `Authorization` would carry it. */
const IssuerToken = z.string().min(1).max(16_000)

const AccountName = z.string().trim().min(1).max(200)

export const SignUp = z.object({
  /** A label until it is proven: by then it may have become somebody else's. */
  email: z.email().max(255),
  password: NewPassword,
  name: AccountName,
  /** Joins the organisation that sent the invitation, instead of making a new one. */
  invitation_token: InvitationToken.nullish(),
  /** Proves the address, which is then the account's, whoever signed up with it before. */
  proof_token: AddressProof,
})
export type SignUp = z.output<typeof SignUp>

export const SignIn = z.object({
  email: z.string().min(1).max(255),
  password: TypedPassword,
  /** Slug of the organisation to work in; the one used last unless given. */
  organization: z.string().max(200).nullish(),
  invitation_token: InvitationToken.nullish(),
  /** Proves the address of the account. */
  proof_token: AddressProof,
  /** Links its subject to the account, which it signs in from then on. */
  oidc_token: IssuerToken.nullish(),
})
export type SignIn = z.output<typeof SignIn>

export const SignInByToken = z.object({
  oidc_token: IssuerToken,
  /** Of the account that is made for a subject without one; as the token says unless given. */
  name: AccountName.nullish(),
  organization: z.string().max(200).nullish(),
  invitation_token: InvitationToken.nullish(),
})
export type SignInByToken = z.output<typeof SignInByToken>

export const AskForProof = z.object({ email: z.email().max(255) })

export const AcceptInvitation = z.object({ invitation_token: InvitationToken })

export const Refresh = z.object({ refresh_token: z.string().min(1).max(4_000) })

export const AccountUser = z.object({ id: z.string(), email: z.string().nullable(), name: z.string() })
export type AccountUser = z.infer<typeof AccountUser>

export const Organization = z.object({ id: z.string(), name: z.string(), slug: z.string() })
export type Organization = z.infer<typeof Organization>

const tokens = {
  access_token: z.string(),
  refresh_token: z.string(),
  /** Seconds until the access token expires. */
  expires_in: z.int(),
}

export const SignedIn = z.object({ user: AccountUser, organization: Organization, ...tokens })
export type SignedIn = z.infer<typeof SignedIn>

export const Refreshed = z.object({ ...tokens, token_type: z.literal('Bearer') })
export type Refreshed = z.infer<typeof Refreshed>

export const Me = z.object({
  user: AccountUser,
  organization: Organization,
  org_role: TeamRole,
  scopes: z.array(ApiScope),
})

export const Session = z.object({
  id: z.string(),
  created_at: z.string(),
  last_used_at: z.string(),
  expires_at: z.string(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const SessionList = z.object({ sessions: z.array(Session) })
