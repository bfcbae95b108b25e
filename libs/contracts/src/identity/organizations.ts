import { z } from 'zod'
import { Organization } from './accounts.ts'

export const OrganizationSettings = Organization.extend({ show_hidden_count: z.boolean() })
export type OrganizationSettings = z.infer<typeof OrganizationSettings>

/** What is absent stays as it is. */
export const ChangeOrganization = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  show_hidden_count: z.boolean().optional(),
})
export type ChangeOrganization = z.output<typeof ChangeOrganization>
