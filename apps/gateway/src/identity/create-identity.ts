import type { Authenticate, Idempotency } from '@synthwright/http'
import type { Store } from '@synthwright/persistence'
import type { AuditRepository } from '../audit/audit.repository.ts'
import { createAccounts, type Accounts, type SignUpPolicy } from './accounts/accounts.service.ts'
import { createAddressProofs } from './accounts/address-proofs.ts'
import { createLockout } from './accounts/lockout.ts'
import { createSendProof, type SendProof } from './accounts/send-proof.ts'
import { createTurns, type TurnLimits, type Turns } from './accounts/turns.ts'
import { createApiKeyRepository } from './api-keys/api-key.repository.ts'
import { createApiKeys, type ApiKeys } from './api-keys/api-keys.service.ts'
import { createAuthenticate } from './authenticate.ts'
import { createIdentityAudit } from './identity-audit.ts'
import type { IdentityRepository } from './identity.repository.ts'
import { createLetters, type MailOptions } from './mail/letters.ts'
import { createInvitations } from './members/invitations.ts'
import { createMembers, type Members } from './members/members.service.ts'
import { createFindSubject } from './oidc/find-subject.ts'
import { createOidcTokens, type OidcOptions } from './oidc/oidc-tokens.ts'
import type { AuthSecret } from './secret/auth-secret.ts'
import { sealAnswers } from './secret/seal-answers.ts'
import { createOrganization, type Organization } from './organization.ts'
import { createSessionRepository } from './sessions/session.repository.ts'
import { createSessions, type Sessions } from './sessions/sessions.service.ts'
import { createTokens } from './sessions/tokens.ts'

export interface IdentityOptions {
  signUp: SignUpPolicy
  oidc: OidcOptions | null
  /** Null where no mail goes out: whoever invites hands the invitation over, and addresses are proven by the issuer alone. */
  mail: MailOptions | null
  /** Origins besides the gateway's own from which a cookie may write. */
  allowedOrigins: readonly string[]
  /** Whether cookies travel over TLS alone. */
  secureCookies: boolean
  signIns: TurnLimits
}

/** Everything about who may do what: the one place where a credential becomes a principal, and what makes credentials. */
export interface Identity {
  authenticate: Authenticate
  repository: IdentityRepository
  accounts: Accounts
  /** For what hashes a password. */
  turns: Turns
  sessions: Sessions
  organization: Organization
  members: Members
  sendProof: SendProof
  apiKeys: ApiKeys
  secureCookies: boolean
  allowedOrigins: readonly string[]
  /** Makes answers illegible where they are kept and show a secret. */
  sealing(idempotency: Idempotency): Idempotency
}

interface IdentityParts {
  store: Store
  repository: IdentityRepository
  audit: AuditRepository
  secret: AuthSecret
}

export const createIdentity = (
  { store, repository: identity, audit: entries, secret }: IdentityParts,
  { signUp, oidc, mail, allowedOrigins, secureCookies, signIns }: IdentityOptions,
): Identity => {
  const audit = createIdentityAudit(entries)
  const keys = createApiKeyRepository(store)
  const stored = createSessionRepository(store)
  const tokens = createTokens(secret)
  const sessions = createSessions({ identity, sessions: stored, tokens, audit })
  const invitations = createInvitations({ store, identity, secret, audit })
  const proofs = createAddressProofs(secret)
  const letters = mail && createLetters(mail, proofs)
  const issuer = oidc && createOidcTokens(oidc)
  return {
    authenticate: createAuthenticate({
      identity,
      keys,
      sessions: stored,
      tokens,
      oidc: issuer && { tokens: issuer, find: createFindSubject({ identity, audit }) },
      allowedOrigins,
    }),
    repository: identity,
    turns: createTurns(signIns),
    sessions,
    accounts: createAccounts({
      identity,
      sessions,
      invitations,
      lockout: createLockout(identity),
      proofs,
      oidc: issuer,
      audit,
      policy: signUp,
    }),
    organization: createOrganization(identity, audit),
    members: createMembers({ store, identity, invitations, letters, audit }),
    sendProof: createSendProof({ identity, letters }),
    apiKeys: createApiKeys({ identity, keys, secret, audit }),
    secureCookies,
    allowedOrigins,
    sealing: (idempotency) => sealAnswers(idempotency, secret),
  }
}
