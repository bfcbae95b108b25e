import { z } from 'zod'
import { TeamRole } from '../core/principal.ts'
import { Organization } from './accounts.ts'

export const AddMember = z.object({ email: z.email().max(255), role: TeamRole })
export type AddMember = z.output<typeof AddMember>

export const ChangeMember = z.object({ role: TeamRole })

export const Member = z.object({
  user_id: z.string(),
  email: z.string().nullable(),
  /** Whether the address was proven; otherwise it is what somebody calls himself. */
  email_verified: z.boolean(),
  name: z.string(),
  role: TeamRole,
  created_at: z.string(),
})
export type Member = z.infer<typeof Member>

/** Whoever has its token may join; the address is whom it is meant for. `id` takes the place of `user_id` to withdraw it. */
export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: TeamRole,
  created_at: z.string(),
  expires_at: z.string(),
})
export type Invitation = z.infer<typeof Invitation>

export const MemberList = z.object({ members: z.array(Member), invitations: z.array(Invitation) })

/** The token is shown this once, to be handed over by whoever invites; null when it was mailed. */
export const MemberInvited = z.object({ invitation: Invitation.extend({ token: z.string().nullable() }) })
export type MemberInvited = z.infer<typeof MemberInvited>

export const InvitationAccepted = z.object({ organization: Organization, role: TeamRole })
export type InvitationAccepted = z.infer<typeof InvitationAccepted>
