import { emailId } from '../accounts/login.schema.ts'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import type { OidcClaims } from './oidc-tokens.ts'
import { subjectId } from './subject.schema.ts'

/** Who a subject of the issuer is here, and where. */
export type FindSubject = (claims: OidcClaims) => Promise<{ id: string; userId: string; teamId: string } | undefined>

/**
 * A subject is the user that it was linked to, first by an address that the issuer has verified. Its team is the one
 * that the token names, else the only one that the user is in.
 */
export const createFindSubject =
  ({ identity, audit }: { identity: IdentityRepository; audit: IdentityAudit }): FindSubject =>
  async ({ issuer, subject, email, team: slug }) => {
    const id = subjectId(issuer, subject)
    const linked = await identity.subject(id)
    const userId = linked?.userId ?? (email === null ? undefined : (await identity.login(emailId(email)))?.userId)
    if (userId === undefined) return undefined

    const memberships = await identity.membershipsOf(userId)
    const teamId =
      slug === null
        ? memberships.length === 1
          ? memberships[0]!.teamId
          : undefined
        : (await identity.teamBySlug(slug))?._id
    if (teamId === undefined || !memberships.some((membership) => membership.teamId === teamId)) return undefined
    if (linked) return { id, userId, teamId }

    const { userId: counts } = await identity.addSubject({ _id: id, issuer, subject, userId })
    if (counts !== userId) return undefined
    const by = { userId, credentialId: id }
    await audit.record({ type: 'user.linked', teamId, by, requestId: null, targetIds: [userId], commandId: id })
    return { id, userId, teamId }
  }
