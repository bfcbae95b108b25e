import type { AddressProofs } from '../accounts/address-proofs.ts'
import type { Invitation } from '../members/invitation.schema.ts'
import { createLetters } from './letters.ts'
import type { Letter } from './mailer.ts'

const sent: Letter[] = []
const letters = createLetters(
  { mailer: { send: async (letter) => void sent.push(letter) }, publicUrl: 'https://synthwright.example.org' },
  { issue: async () => 'proof' } as unknown as AddressProofs,
)
const at = new Date(0)
const invitation = { email: 'dora@example.org', role: 'member', createdAt: at, expiresAt: at } as unknown as Invitation

it.each([
  ['Böhm & Söhne (Nord)', 'Böhm & Söhne (Nord)'],
  ['Ann’s organization', 'Ann’s organization'],
  [
    'Us”.\r\n\r\nYour account is locked. Go to https://evil.example/login or mail help@evil.example\u202e',
    'Us Your account is locked Go to https evil example login or mail help evil example',
  ],
])('the name of an organisation stands in a letter in words alone: %j', async (organization, shown) => {
  await letters.invite({ invitation, token: 'token', organization })
  const [first, second, third] = sent.at(-1)!.text.split('\n')
  expect(first).toBe(`You are invited to join the organisation “${shown}” as member.`)
  expect([second, third]).toEqual(['', expect.stringMatching(/^To accept, sign up at https:\/\/synthwright/)])
})
