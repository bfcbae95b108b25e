import { createTransport } from 'nodemailer'

/** A text for one reader. */
export interface Letter {
  to: string
  subject: string
  text: string
}

/** Sends letters by SMTP. */
export interface Mailer {
  /** @throws Error when the server did not take it, or did not say so in time */
  send(letter: Letter): Promise<void>
}

// Whoever invites waits for it.
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000, dnsTimeout: 5_000 }
const longestMs = 8_000

export const createMailer = ({ url, from }: { url: string; from: string }): Mailer => {
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
  return {
    // An address alone, never parsed as a list: what somebody types in is one reader.
    send: async ({ to: address, subject, text }) => {
      const signal = AbortSignal.timeout(longestMs)
      await transport.sendMail({ from, to: { name: '', address }, subject, text, signal })
    },
  }
}
