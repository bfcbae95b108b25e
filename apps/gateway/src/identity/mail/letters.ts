import { withoutTail } from '@synthwright/kernel'
import type { AddressProofs } from '../accounts/address-proofs.ts'
import type { Invitation } from '../members/invitation.schema.ts'
import type { Mailer } from './mailer.ts'

/** What the gateway writes to people. It goes to the address that it is about and to nobody else. */
export interface Letters {
  invite(given: { invitation: Invitation; token: string; organization: string }): Promise<void>
  prove(address: string): Promise<void>
}

export interface MailOptions {
  mailer: Mailer
  /** Where people reach the gateway. */
  publicUrl: string
}

const daySeconds = 24 * 60 * 60

/** A name that somebody chose, on one line and in words alone: no mail reader makes a link of them. */
const inWords = (name: string): string => name.replace(/[^\p{L}\p{M}\p{N}'’&(),-]+/gu, ' ').trim()

export const createLetters = ({ mailer, publicUrl }: MailOptions, proofs: AddressProofs): Letters => {
  const api = `${withoutTail(publicUrl, /\//)}/api/auth`
  return {
    invite: async ({ invitation: { email: to, role, createdAt, expiresAt }, token, organization }) => {
      const proof = await proofs.issue(to, (expiresAt.getTime() - createdAt.getTime()) / 1_000)
      await mailer.send({
        to,
        subject: 'An invitation to Synthwright',
        text: [
          `You are invited to join the organisation “${inWords(organization)}” as ${role}.`,
          '',
          `To accept, sign up at ${api}/local/signup, or sign in at ${api}/local/login, and send along:`,
          '',
          `invitation_token: ${token}`,
          `proof_token: ${proof}`,
          '',
          `The invitation works once, until ${expiresAt.toISOString()}. If you expected none, ignore this letter.`,
          '',
        ].join('\n'),
      })
    },
    prove: async (to) => {
      const proof = await proofs.issue(to, daySeconds)
      await mailer.send({
        to,
        subject: 'Your address at Synthwright',
        text: [
          'Somebody, probably you, asked to prove that this address is theirs.',
          '',
          `If it was you, sign up at ${api}/local/signup, or sign in at ${api}/local/login, and send along:`,
          '',
          `proof_token: ${proof}`,
          '',
          'It works for a day. If it was somebody else, ignore this letter and pass the token on to nobody.',
          '',
        ].join('\n'),
      })
    },
  }
}
