import { emailId } from '../accounts/login.schema.ts'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import type { OidcClaims } from './oidc-tokens.ts'
import { subjectId } from './subject.schema.ts'

/** Who a subject of the issuer is here, and where. */
export type FindSubject = (claims: OidcClaims) => Promise<{ id: string; userId: string; teamId: string } | undefined>

interface SubjectParts {
  identity: IdentityRepository
  audit: IdentityAudit
}

/**
 * The user of a subject: whom it was linked to, else who has proven the address that the issuer has verified. Whoever
 * merely signed up with that address is somebody else, or knowing their password would be a way in; and so is who was
 * another subject with it, before it was given to this one.
 */
export const userOfSubject = async (
  identity: IdentityRepository,
  { issuer, subject, email }: OidcClaims,
): Promise<{ userId: string; isLinked: boolean } | undefined> => {
  const linked = await identity.subject(subjectId(issuer, subject))
  if (linked) return { userId: linked.userId, isLinked: true }
  const login = email === null ? undefined : await identity.login(emailId(email))
  if (!login?.provenAt || (await identity.hasSubject(login.userId, issuer))) return undefined
  return { userId: login.userId, isLinked: false }
}

/** Links a subject to a user, for good. @returns whether it is this user's */
export const linkSubject = async (
  { identity, audit }: SubjectParts,
  { issuer, subject }: OidcClaims,
  { userId, teamId, requestId }: { userId: string; teamId: string; requestId: string | null },
): Promise<boolean> => {
  const id = subjectId(issuer, subject)
  const { userId: counts } = await identity.addSubject({ _id: id, issuer, subject, userId })
  if (counts !== userId) return false
  const by = { userId, credentialId: id }
  await audit.record({ type: 'user.linked', teamId, by, requestId, targetIds: [userId], commandId: id })
  return true
}

/** Finds the user of a token, and the team: the one that the token names, else the only one that the user is in. */
export const createFindSubject =
  ({ identity, audit }: SubjectParts): FindSubject =>
  async (claims) => {
    const found = await userOfSubject(identity, claims)
    if (!found) return undefined
    const { userId, isLinked } = found
    const memberships = await identity.membershipsOf(userId)
    const teamId =
      claims.team === null
        ? memberships.length === 1
          ? memberships[0]!.teamId
          : undefined
        : (await identity.teamBySlug(claims.team))?._id
    if (teamId === undefined || !memberships.some((membership) => membership.teamId === teamId)) return undefined
    if (!isLinked && !(await linkSubject({ identity, audit }, claims, { userId, teamId, requestId: null })))
      return undefined
    return { id: subjectId(claims.issuer, claims.subject), userId, teamId }
  }
