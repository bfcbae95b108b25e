import { fakeClock } from '@synthwright/kernel/testing'
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { createAuthSecret } from '../secret/auth-secret.ts'
import { createAddressProofs } from './address-proofs.ts'

const clock = fakeClock()
const secret = createAuthSecret('a secret that only this test knows')
const proofs = createAddressProofs(secret, clock)
const address = 'ada@example.org'
const refused = { code: 'invalid_address_proof', details: { field: 'proof_token' } }

it('proves the address that it was mailed to, as long as it says', async () => {
  const proof = await proofs.issue(address, 60)
  await proofs.check(proof, address)
  await expect(proofs.check(proof, 'eve@example.org')).rejects.toMatchObject(refused)
  clock.advance(59_000)
  await proofs.check(proof, address)
  clock.advance(1_000)
  await expect(proofs.check(proof, address)).rejects.toMatchObject(refused)
})

it('is made by nobody else, and of no other token', async () => {
  const proof = await proofs.issue(address, 60)
  const claims = decodeJwt(proof)
  const { alg, typ } = decodeProtectedHeader(proof)
  const signed = (changed: object, header: object = {}, key = secret.keyFor('address proof')) =>
    new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg: alg!, typ: typ!, ...header }).sign(key)
  await proofs.check(await signed({}), address)
  for (const wrong of [
    await createAddressProofs(createAuthSecret('a secret that somebody else knows'), clock).issue(address, 60),
    new UnsecuredJWT(claims).encode(),
    await signed({}, {}, secret.keyFor('access token')),
    await signed({}, { typ: 'at+jwt' }),
    await signed({}, { alg: 'HS512' }, new Uint8Array(64)),
    await signed({ iss: 'another' }),
    await signed({ aud: 'another' }),
    await signed({ exp: undefined }),
    await signed({ sub: undefined }),
    'x',
  ])
    await expect(proofs.check(wrong, address)).rejects.toMatchObject(refused)
})
