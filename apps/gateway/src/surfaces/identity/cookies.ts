import { accessCookie } from '../../identity/authenticate.ts'
import type { Identity } from '../../identity/create-identity.ts'

const cookie = (value: string, maxAgeSeconds: number, { secureCookies }: Pick<Identity, 'secureCookies'>) => ({
  'set-cookie': [
    `${accessCookie}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(secureCookies ? ['Secure'] : []),
  ].join('; '),
})

/** Header that lets a browser send the access token by itself, out of reach of scripts. */
export const signedInCookie = (
  { access_token, expires_in }: { access_token: string; expires_in: number },
  identity: Pick<Identity, 'secureCookies'>,
) => cookie(access_token, expires_in, identity)

export const signedOutCookie = (identity: Pick<Identity, 'secureCookies'>) => cookie('', 0, identity)
