import { defineRoute } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { endpoint, type HttpApp, type HttpAppOptions } from '../index.ts'
import { getRoute, principal, serveWith } from '../testing/sample-app.ts'

let app: HttpApp
let url: string
let looks = 0
afterEach(() => app.close(0))

const start = async (options: Partial<HttpAppOptions>) => {
  looks = 0
  const mine = defineRoute({
    ...getRoute('/mine'),
    auth: { scope: 'api:read', role: 'viewer', boundKey: 'confined' },
  } as never)
  const ok = async () => ({ status: 200 as const, body: { ok: true } })
  ;({ app, url } = await serveWith({
    endpoints: [endpoint(mine, ok as never), endpoint(getRoute('/open'), ok)],
    ...options,
  }))
}

const ask = async (token: string | null = 'good', path = '/mine', headers: Record<string, string> = {}) => {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(url + path, { headers: { ...authorization, ...headers } })
  const header = (name: string) => response.headers.get(`x-ratelimit-${name}`)
  return { status: response.status, left: header('remaining'), limit: header('limit'), reset: header('reset') }
}

describe('requests', () => {
  it('are not limited unless that is set', async () => {
    await start({})
    for (let n = 0; n < 20; n++) expect(await ask()).toEqual({ status: 200, left: null, limit: null, reset: null })
  })

  it('of one user are limited, and each answer tells what is left', async () => {
    const users = ['one', 'one', 'one', 'other']
    await start({
      authenticate: async () => ({ ...principal, userId: users.shift()! }),
      rateLimits: { requestsPerMinute: 2, failedSignInsPerMinute: null },
    })
    expect(await ask()).toEqual({ status: 200, left: '1', limit: '2', reset: '30' })
    expect(await ask()).toMatchObject({ status: 200, left: '0' })
    expect(await ask()).toMatchObject({ status: 429, left: '0', limit: '2' })
    expect(await ask()).toMatchObject({ status: 200, left: '1' })
    for (let n = 0; n < 5; n++) expect(await ask(null, '/open')).toMatchObject({ status: 200, left: null })
  })
})

it('of one user are limited in each team by itself', async () => {
  const teams = ['one', 'one', 'other', 'one', 'other']
  await start({
    authenticate: async () => ({ ...principal, teamId: teams.shift()! }),
    rateLimits: { requestsPerMinute: 2, failedSignInsPerMinute: null },
  })
  const answers = []
  while (teams.length > 0) answers.push((await ask()).status)
  expect(answers).toEqual([200, 200, 200, 429, 200])
})

describe('routes that anybody may try', () => {
  it('are limited by address, whatever comes of it', async () => {
    const open = defineRoute({ ...getRoute('/try'), limitedByAddress: true } as never)
    const ok = async () => ({ status: 200 as const, body: { ok: true } })
    await start({
      endpoints: [endpoint(open, ok as never), endpoint(getRoute('/open'), ok)],
      rateLimits: { requestsPerMinute: null, failedSignInsPerMinute: null, addressRequestsPerMinute: 2 },
    })
    expect(await ask(null, '/try')).toMatchObject({ status: 200, left: '1', limit: '2' })
    expect(await ask(null, '/try')).toMatchObject({ status: 200, left: '0' })
    expect(await ask(null, '/try')).toMatchObject({ status: 429, left: '0' })
    expect(await ask(null, '/open')).toMatchObject({ status: 200, left: null })
  })
})

describe('credentials that do not count', () => {
  const counting: Partial<HttpAppOptions> = {
    authenticate: async ({ authorization }) => {
      looks += 1
      if (authorization === 'Bearer good') return principal
      throw new AppError(authorization ? 'invalid_token' : 'not_authenticated', 'no')
    },
    rateLimits: { requestsPerMinute: null, failedSignInsPerMinute: 2 },
  }

  it('are looked at so often from one address and then no more, whatever is brought', async () => {
    await start(counting)
    expect(await ask('bad')).toMatchObject({ status: 401, left: '1' })
    expect(await ask('good')).toMatchObject({ status: 200 })
    expect(await ask('bad')).toMatchObject({ status: 401, left: '0' })
    expect(await ask('bad')).toMatchObject({ status: 429, limit: '2' })
    expect(await ask('good')).toMatchObject({ status: 429 })
    expect(looks).toBe(3)
  })

  it('have to be brought to be counted', async () => {
    await start(counting)
    for (let n = 0; n < 5; n++) expect(await ask(null)).toMatchObject({ status: 401 })
    expect(await ask('good')).toMatchObject({ status: 200 })
  })

  it('are told apart by the address that a trusted proxy names, and by that alone', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address })
    await start({ ...counting, trustedProxies: 1 })
    for (let n = 0; n < 3; n++) await ask('bad', '/mine', from('1.1.1.1, 2.2.2.2'))
    expect(await ask('good', '/mine', from('3.3.3.3, 2.2.2.2'))).toMatchObject({ status: 429 })
    expect(await ask('good', '/mine', from('2.2.2.2, 4.4.4.4'))).toMatchObject({ status: 200 })
    await app.close(0)
    await start(counting)
    for (const address of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) await ask('bad', '/mine', from(address))
    expect(await ask('good', '/mine', from('4.4.4.4'))).toMatchObject({ status: 429 })
  })
})
