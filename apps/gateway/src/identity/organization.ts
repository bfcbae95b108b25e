import type { ChangeOrganization, OrganizationList, OrganizationSettings, Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { IdentityAudit } from './identity-audit.ts'
import type { IdentityRepository } from './identity.repository.ts'
import { roleIn } from './membership.schema.ts'
import type { Team } from './team.schema.ts'

interface Asking {
  principal: Principal
  slug: string
}

/** The team of the principal as its members see it. All of it @throws AppError `organization_not_found` for any other */
export interface Organization {
  list(principal: Principal): Promise<OrganizationList['orgs']>
  get(asking: Asking): Promise<OrganizationSettings>
  change(chosen: ChangeOrganization, asking: Asking & { requestId: string }): Promise<OrganizationSettings>
}

const viewOf = ({ _id: id, name, slug, hidesCounts }: Team, { role }: Principal): OrganizationSettings => ({
  id,
  name,
  slug,
  show_hidden_count: !hidesCounts,
  organization: { id, name, slug },
  role,
})

export const createOrganization = (identity: IdentityRepository, audit: IdentityAudit): Organization => {
  const teamOf = async ({ principal, slug }: Asking): Promise<Team> => {
    const team = await identity.team(principal.teamId)
    if (team?.slug !== slug) throw new AppError('organization_not_found', 'No such organisation')
    return team
  }
  return {
    list: async ({ teamId, userId, role, credentialId }) => {
      const isKey = credentialId.startsWith('cred_')
      const memberships = (await identity.membershipsOf(userId)).filter((held) => !isKey || held.teamId === teamId)
      const found = await Promise.all(
        memberships.map(async (membership) => {
          const team = await identity.team(membership.teamId)
          if (!team) return []
          const { _id: id, name, slug } = team
          const held = membership.teamId === teamId ? role : roleIn(team, membership)
          return [{ id, name, slug, role: held, is_personal: false as const }]
        }),
      )
      return found.flat()
    },
    get: async (asking) => viewOf(await teamOf(asking), asking.principal),
    change: async ({ name, show_hidden_count }, asking) => {
      const { principal, requestId } = asking
      const team = await teamOf(asking)
      const { _id: teamId } = team
      const isSet = await identity.setTeam(team, {
        ...(name === undefined ? {} : { name }),
        ...(show_hidden_count === undefined ? {} : { hidesCounts: !show_hidden_count }),
      })
      if (!isSet) throw new AppError('revision_conflict', 'Somebody else has changed it meanwhile')
      const by = { userId: principal.userId, credentialId: principal.credentialId }
      await audit.record({ type: 'organization.changed', teamId, by, requestId, targetIds: [teamId] })
      return viewOf(await teamOf(asking), principal)
    },
  }
}
