import { createHash, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: JsonWebKey
}

/** What a token is to say beside or instead of what it says unless told: the issuer, an hour, a subject. */
export type TokenClaims = Record<string, unknown>

export interface TokenForm {
  /** Signed with a key that the issuer does not publish, under the name of one that it does. */
  forged?: boolean
  /** Not signed at all. */
  unsigned?: boolean
}

export interface OidcIssuer {
  /** As its tokens name it. */
  readonly url: string
  /** How often its keys were asked for, also in vain. */
  readonly keyRequests: number
  /** A token signed with the newest key; a claim that is undefined is left out. */
  token(claims?: TokenClaims, form?: TokenForm): string
  /** Takes a new key. The ones before are no longer published. */
  rotate(): void
  /** While it is down it answers everything with status 503. */
  setDown(down: boolean): void
  /** What it calls itself in its configuration, instead of its address. */
  callItself(name: string): void
  stop(): Promise<void>
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const drawKey = (): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  return {
    kid: createHash('sha256').update(JSON.stringify(jwk)).digest('hex').slice(0, 16),
    privateKey,
    publicKey: jwk,
  }
}

const signed = (input: string, { privateKey }: SigningKey): string =>
  sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

/** An OIDC issuer on the loopback interface: discovery, a set of keys (ES256), and whatever tokens a test asks for. */
export const startOidcIssuer = async (): Promise<OidcIssuer> => {
  let key = drawKey()
  let down = false
  let name: string | undefined
  let keyRequests = 0

  const server = createServer(({ url: path }, response) => {
    if (path === '/jwks') keyRequests += 1
    if (down) return send(response, 503, {})
    if (path === '/jwks')
      return send(response, 200, { keys: [{ ...key.publicKey, kid: key.kid, alg: 'ES256', use: 'sig' }] })
    if (path === '/.well-known/openid-configuration')
      return send(response, 200, { issuer: name ?? url, jwks_uri: `${url}/jwks` })
    send(response, 404, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    get keyRequests() {
      return keyRequests
    },
    token: (claims = {}, { forged = false, unsigned = false } = {}) => {
      const now = Math.floor(Date.now() / 1_000)
      const header = unsigned ? { alg: 'none' } : { alg: 'ES256', kid: key.kid, typ: 'JWT' }
      const input = `${base64url(header)}.${base64url({ iss: url, sub: 'subject', iat: now, exp: now + 3_600, ...claims })}`
      return `${input}.${unsigned ? '' : signed(input, forged ? drawKey() : key)}`
    },
    rotate: () => {
      key = drawKey()
    },
    setDown: (next) => {
      down = next
    },
    callItself: (next) => {
      name = next
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
