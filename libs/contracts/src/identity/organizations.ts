import { z } from 'zod'
import { TeamRole } from '../core/principal.ts'
import { Organization } from './accounts.ts'

export const OrganizationSettings = Organization.extend({
  show_hidden_count: z.boolean(),
  /** The same once more, beside the role of whoever asks. */
  organization: Organization,
  role: TeamRole,
})
export type OrganizationSettings = z.infer<typeof OrganizationSettings>

/** What is absent stays as it is. */
export const ChangeOrganization = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  show_hidden_count: z.boolean().optional(),
})
export type ChangeOrganization = z.output<typeof ChangeOrganization>

/** Where somebody is a member; for a key the organisation that it is for. */
export const OrganizationList = z.object({
  orgs: z.array(Organization.extend({ role: TeamRole, is_personal: z.literal(false) })),
})
export type OrganizationList = z.infer<typeof OrganizationList>
