import type { Principal } from '@synthwright/contracts'
import type { Idempotency, KeyedRequest, RenderedAnswer } from '@synthwright/http'
import { createAuthSecret } from './auth-secret.ts'
import { sealAnswers } from './seal-answers.ts'

const answer: RenderedAnswer = { status: 201, headers: { 'content-type': 'x' }, body: '{"api_key":"sk_live_shown"}' }
const request: KeyedRequest = {
  principal: { credentialId: 'cred_1' } as Principal,
  method: 'POST',
  path: '/keys',
  key: 'k',
  requestHash: 'h',
  meanwhile: 'wait',
  secretReply: true,
  signal: new AbortController().signal,
}

/** Keeps the first answer of each key, as the records in the store do. */
const keeping = () => {
  const kept = new Map<string, RenderedAnswer>()
  const idempotency: Idempotency = {
    once: async ({ key }, work) => {
      const replayed = kept.has(key)
      if (!replayed) kept.set(key, await work('command_1'))
      return { ...kept.get(key)!, replayed }
    },
  }
  return { kept, idempotency }
}

const secret = createAuthSecret('a secret that only this test knows')
const make = async () => answer

it('answers a repeated request with the first answer, of which nothing legible is kept', async () => {
  const { kept, idempotency } = keeping()
  const sealing = sealAnswers(idempotency, secret)
  expect(await sealing.once(request, make)).toEqual({ ...answer, replayed: false })
  expect(await sealing.once(request, async () => ({ ...answer, body: 'another' }))).toEqual({
    ...answer,
    replayed: true,
  })
  const body = kept.get('k')!.body!
  expect(body + Buffer.from(body, 'base64').toString()).not.toMatch(/api_key|sk_live/)
  expect(kept.get('k')!.status).toBe(201)
})

it('seals differently each time, and opens for nobody else', async () => {
  const [one, other] = [keeping(), keeping()]
  await sealAnswers(one.idempotency, secret).once(request, make)
  await sealAnswers(other.idempotency, secret).once(request, make)
  expect(one.kept.get('k')).not.toEqual(other.kept.get('k'))
  const strangers: [KeyedRequest, typeof secret][] = [
    [request, createAuthSecret('a secret that somebody else knows')],
    [{ ...request, principal: { credentialId: 'cred_2' } as Principal }, secret],
    [{ ...request, path: '/others' }, secret],
  ]
  for (const [asked, theirs] of strangers)
    await expect(sealAnswers(one.idempotency, theirs).once(asked, make)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
})

it('leaves answers alone that show nothing secret, and those without a body', async () => {
  const { kept, idempotency } = keeping()
  const { secretReply: _, ...plain } = request
  await sealAnswers(idempotency, secret).once(plain, make)
  expect(kept.get('k')).toEqual(answer)
  const empty = { ...answer, body: null }
  expect(await sealAnswers(keeping().idempotency, secret).once(request, async () => empty)).toMatchObject(empty)
})
