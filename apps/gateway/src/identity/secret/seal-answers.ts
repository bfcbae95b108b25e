import type { Idempotency, KeyedRequest, RenderedAnswer } from '@synthwright/http'
import { AppError, sha256 } from '@synthwright/kernel'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { AuthSecret } from './auth-secret.ts'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

// The client's key is nowhere stored in clear: who has the store and the secret lacks it still.
const keyOf = (secret: AuthSecret, { principal, method, path, key }: KeyedRequest): Uint8Array =>
  secret.keyFor(`sealed answer\n${sha256(JSON.stringify([principal.credentialId, method, path, key]))}`)

const seal = (key: Uint8Array, { body, ...answer }: RenderedAnswer): RenderedAnswer => {
  if (body === null) return { ...answer, body }
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key, iv)
  const sealed = Buffer.concat([iv, cipher.update(body, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { ...answer, body: sealed.toString('base64') }
}

const open = (key: Uint8Array, { body, ...answer }: RenderedAnswer): RenderedAnswer => {
  if (body === null) return { ...answer, body }
  const sealed = Buffer.from(body, 'base64')
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    const opened = Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()])
    return { ...answer, body: opened.toString('utf8') }
  } catch (cause) {
    throw new AppError('outcome_unknown', 'It was done, but its answer cannot be shown again', { cause })
  }
}

/**
 * Idempotency whose records are illegible where the answer shows a key or a token once: AES-256-GCM, with a key made of
 * the secret and of the client's `Idempotency-Key`. A repeated request still gets the first answer, to the byte.
 */
export const sealAnswers = (idempotency: Idempotency, secret: AuthSecret): Idempotency => ({
  once: async (request, work) => {
    if (!request.secretReply) return idempotency.once(request, work)
    const key = keyOf(secret, request)
    const { replayed, ...sealed } = await idempotency.once(request, async (id) => seal(key, await work(id)))
    return { ...open(key, sealed), replayed }
  },
})
