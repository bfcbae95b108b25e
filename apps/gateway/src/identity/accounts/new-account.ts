import { AppError, isAppError, newId } from '@synthwright/kernel'
import type { IdentityRepository } from '../identity.repository.ts'
import type { Invitations } from '../members/invitations.ts'
import { slugsFor } from './slug.ts'

interface NewAccount {
  name: string
  /** As `emailId` spells it; null for one whom the issuer vouches for without an address. */
  address: string | null
  isProven: boolean
  /** Null for an account that signs in by the issuer alone. */
  passwordHash: string | null
  invitationToken: string | null
}

export const addressTaken = () =>
  new AppError('already_exists', 'There is such an account', { details: { field: 'email' } })

const teamFor = async (identity: IdentityRepository, name: string): Promise<string> => {
  const _id = newId('team')
  const team = { _id, name: `${name}’s organization` }
  for (const slug of slugsFor(name)) if (await identity.addTeam({ ...team, slug })) break
  return _id
}

/**
 * Makes a user who is in one team: that of the invitation, else one of their own.
 * @throws AppError `already_exists` for an address that is somebody’s, `invalid_invitation` for one that somebody else
 *   has used meanwhile; nothing is left of the account then
 */
export const createAccount = async (
  { identity, invitations }: { identity: IdentityRepository; invitations: Invitations },
  { name, address, isProven, passwordHash, invitationToken }: NewAccount,
): Promise<{ userId: string; teamId: string }> => {
  const userId = newId('user')
  await identity.addUser({ _id: userId, name, email: address })
  // The address comes after the team that it lets in to, or somebody could be left with an account and no way on.
  // Who was invited can be let in again by the invitation, and joins nobody's team under an address of another.
  const ownTeam = invitationToken === null ? await teamFor(identity, name) : undefined
  if (ownTeam) await identity.addMember(ownTeam, userId, 'owner')
  const discard = () => identity.discard({ userId, address, ...(ownTeam ? { teamId: ownTeam } : {}) })
  if (address !== null && !(await identity.takeAddress({ _id: address, userId, passwordHash }, isProven))) {
    await discard()
    throw addressTaken()
  }
  if (invitationToken === null) return { userId, teamId: ownTeam! }
  try {
    const { teamId } = await invitations.accept(invitationToken, { userId, credentialId: 'invitation' })
    return { userId, teamId }
  } catch (error) {
    if (isAppError(error) && error.code === 'invalid_invitation') await discard()
    throw error
  }
}
