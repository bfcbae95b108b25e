import { hkdfSync, randomBytes } from 'node:crypto'
import type { IdentityRepository } from '../identity.repository.ts'

/** What tokens are signed with. Each use has a key of its own, so that none can pass for another. */
export interface AuthSecret {
  /** 32 bytes for one use. */
  keyFor(use: string): Uint8Array
  /** Text of 43 characters or more that only who has the secret can make, the same for the same use and id. */
  tokenFor(use: string, id: string, length?: number): string
}

export const createAuthSecret = (value: string): AuthSecret => {
  const derive = (use: string, bytes: number) => Buffer.from(hkdfSync('sha256', value, 'synthwright', use, bytes))
  return {
    keyFor: (use) => derive(use, 32),
    tokenFor: (use, id, length = 43) => derive(`${use}\n${id}`, length).toString('base64url').slice(0, length),
  }
}

/** The configured secret, else the one of this database, drawn by whichever gateway comes first. */
export const loadAuthSecret = async (identity: IdentityRepository, configured: string | null): Promise<AuthSecret> =>
  createAuthSecret(configured ?? (await identity.keepSecret('auth', randomBytes(32).toString('base64url'))))
