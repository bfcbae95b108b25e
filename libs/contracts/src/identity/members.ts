import { z } from 'zod'
import { TeamRole } from '../core/principal.ts'

export const AddMember = z.object({ email: z.email().max(255), role: TeamRole })
export type AddMember = z.output<typeof AddMember>

export const ChangeMember = z.object({ role: TeamRole })

export const Member = z.object({
  user_id: z.string(),
  email: z.string().nullable(),
  name: z.string(),
  role: TeamRole,
  created_at: z.string(),
})
export type Member = z.infer<typeof Member>

/** Somebody without an account who may join; `id` takes the place of `user_id` to withdraw it. */
export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: TeamRole,
  created_at: z.string(),
  expires_at: z.string(),
})
export type Invitation = z.infer<typeof Invitation>

export const MemberList = z.object({ members: z.array(Member), invitations: z.array(Invitation) })

/** Either a member, or an invitation with the token that is shown this once and handed over by whoever invites. */
export const MemberAdded = z.object({
  member: Member.nullable(),
  invitation: Invitation.extend({ token: z.string() }).nullable(),
})
export type MemberAdded = z.infer<typeof MemberAdded>
