import { createMailer } from '../../identity/mail/mailer.ts'
import { startMailServer, type MailServer } from '../../testing/mail-server.ts'
import { seedMember, startGateway, type Answer, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let mail: MailServer
let gateway: TestGateway
let owner: Seeded
beforeAll(async () => {
  mail = await startMailServer()
  const mailer = createMailer({ url: mail.url, from: 'Synthwright <no-reply@example.org>' })
  gateway = await startGateway({ identity: { mail: { mailer, publicUrl: 'https://synthwright.example.org/' } } })
})
afterAll(async () => {
  await gateway.stop()
  await mail.stop()
})
beforeEach(async () => {
  mail.letters.length = 0
  mail.refuse(false)
  owner = await seedMember(gateway.identity)
})

const password = 'nine-lives-9'
let drawn = 0
const address = () => `dora${(drawn += 1)}@example.org`
const post = (path: string, body: object, key: string | null = null) => gateway.ask(key, 'POST', path, body)
const signUp = (given: object) => post('/api/auth/local/signup', { password, name: 'Dora', ...given })
const signIn = (given: object) => post('/api/auth/local/login', { password, ...given })
const invite = async (email: string) =>
  (await post(`/api/orgs/${owner.teamId}/members`, { email, role: 'member' }, owner.key)).body.invitation
const members = async () =>
  (await gateway.ask(owner.key, 'GET', `/api/orgs/${owner.teamId}/members`)).body.members as object[]
const told = ({ status, body }: Answer) => [status, body?.error, body?.message]

/** The tokens of a letter. Long lines of mail are broken softly, by `=` at their ends. */
const tokensOf = ({ text }: { text: string }) => {
  const whole = text.replaceAll('=\n', '').replaceAll('=3D', '=')
  const named = (name: string) => new RegExp(`^${name}: (\\S+)$`, 'm').exec(whole)?.[1]
  return { invitation_token: named('invitation_token'), proof_token: named('proof_token') }
}
const proofFor = async (email: string) => {
  expect((await post('/api/auth/address-proofs', { email })).status).toBe(202)
  return tokensOf(mail.letters.at(-1)!).proof_token!
}

describe('an invitation by mail', () => {
  it('goes to the address alone, and proves it for whoever accepts', async () => {
    const email = address()
    expect(await invite(email)).toMatchObject({ email, token: null })
    expect(mail.letters).toMatchObject([{ to: email }])
    const tokens = tokensOf(mail.letters[0]!)
    const joined = await signUp({ email, ...tokens })
    expect([joined.status, joined.body.organization.id]).toEqual([201, owner.teamId])
    expect(await members()).toMatchObject([{}, { email, email_verified: true }])
  })

  it('that could not be sent is handed to whoever invites, and counts', async () => {
    mail.refuse(true)
    const email = address()
    const { token } = await invite(email)
    expect(mail.letters).toEqual([])
    expect((await signUp({ email, invitation_token: token })).body.organization.id).toBe(owner.teamId)
    expect(await members()).toMatchObject([{}, { email, email_verified: false }])
  })

  it('is not sent for a member who has proven the address', async () => {
    const email = address()
    await invite(email)
    await signUp({ email, ...tokensOf(mail.letters[0]!) })
    const again = await post(`/api/orgs/${owner.teamId}/members`, { email, role: 'admin' }, owner.key)
    expect(told(again)).toEqual([409, 'conflict', 'already_exists'])
    expect(mail.letters).toHaveLength(1)
  })
})

describe('an address', () => {
  it('goes to who proves it, from whoever signed up with it before', async () => {
    const email = address()
    const early = await signUp({ email, password: 'an early bird’s' })
    expect(told(await signUp({ email }))).toEqual([409, 'conflict', 'already_exists'])
    const { status, body } = await signUp({ email, proof_token: await proofFor(email) })
    expect(status).toBe(201)
    expect(body.user.id).not.toBe(early.body.user.id)
    expect((await signIn({ email, password: 'an early bird’s' })).status).toBe(401)
    expect((await signIn({ email })).body.user.id).toBe(body.user.id)
    const { body: left } = await gateway.ask(early.body.access_token, 'GET', '/api/auth/me')
    expect(left).toMatchObject({ user: { email: null }, organization: early.body.organization })
  })

  it('stays with who has proven it', async () => {
    const email = address()
    const [first, second] = [await proofFor(email), await proofFor(email)]
    const { body } = await signUp({ email, proof_token: first })
    expect(told(await signUp({ email, proof_token: second }))).toEqual([409, 'conflict', 'already_exists'])
    expect((await signIn({ email })).body.user.id).toBe(body.user.id)
  })

  it('is taken by one of those who prove it at once', async () => {
    const email = address()
    await signUp({ email, password: 'an early bird’s' })
    const proofs = [await proofFor(email), await proofFor(email)]
    const answers = await Promise.all(proofs.map((proof_token) => signUp({ email, proof_token })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const winner = answers.find(({ status }) => status === 201)!
    expect((await signIn({ email })).body.user.id).toBe(winner.body.user.id)
  })

  it('is proven by signing in as well', async () => {
    const email = address()
    const { body } = await signUp({ email })
    expect((await signIn({ email, proof_token: await proofFor(email) })).status).toBe(200)
    const late = await signUp({ email, proof_token: await proofFor(email) })
    expect(told(late)).toEqual([409, 'conflict', 'already_exists'])
    expect((await signIn({ email })).body.user.id).toBe(body.user.id)
  })

  it('is proven by no proof of another, by no other token and by nothing that was changed', async () => {
    const [email, other] = [address(), address()]
    const { body } = await signUp({ email: other })
    const proof = await proofFor(other)
    for (const proof_token of [proof, `${proof}x`, body.access_token, body.refresh_token, 'x'])
      for (const answer of [await signUp({ email, proof_token }), await signIn({ email: other, proof_token: 'x' })])
        expect(told(answer)).toEqual([400, 'invalid_request', 'invalid_address_proof'])
    expect((await gateway.identity.login(other))!.provenAt ?? null).toBeNull()
    expect(await gateway.identity.login(email)).toBeUndefined()
  })

  it('is written to three times in a while, whoever asks, known or not', async () => {
    const [known, unknown] = [address(), address()]
    await signUp({ email: known })
    for (const email of [known, unknown]) {
      const statuses = []
      for (let n = 0; n < 4; n++) statuses.push((await post('/api/auth/address-proofs', { email })).status)
      expect(statuses).toEqual([202, 202, 202, 429])
    }
    mail.refuse(true)
    expect((await post('/api/auth/address-proofs', { email: address() })).status).toBe(504)
    const without = await gateway.replica({ identity: { mail: null } })
    const nowhere = await without.ask(null, 'POST', '/api/auth/address-proofs', { email: address() })
    expect(told(nowhere)).toEqual([501, 'not_implemented', 'Not available yet'])
  })
})
