import { AppError } from '@synthwright/kernel'
import { endpoint, type HttpApp, type RefusedRequest } from '../index.ts'
import { principal, serveWith, strictRoute } from '../testing/sample-app.ts'

let app: HttpApp
let url: string
let told: RefusedRequest[]
let failure: AppError | undefined
const holder = { teamId: 'team_9', userId: 'user_9', credentialId: 'cred_9' }

beforeEach(async () => {
  told = []
  failure = undefined
  ;({ app, url } = await serveWith({
    endpoints: [
      endpoint(strictRoute, async () => {
        if (failure) throw failure
        return { status: 204 }
      }),
    ],
    authenticate: async ({ authorization }) => {
      if (!authorization) throw new AppError('not_authenticated', 'none')
      if (authorization === 'Bearer revoked') throw new AppError('invalid_token', 'revoked', { details: holder })
      if (authorization === 'Bearer away') throw new AppError('store_unavailable', 'away', { details: holder })
      if (authorization !== 'Bearer good') throw new AppError('invalid_token', 'no')
      return principal
    },
    rateLimits: { requestsPerMinute: 3, failedSignInsPerMinute: null },
    refused: async (request) => void told.push(request),
  }))
})
afterEach(() => app.close(0))

const post = async (token: string | null, body: object = { goal: 'g' }) => {
  const headers = { 'content-type': 'application/json', 'x-request-id': 'mine' }
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/things/a`, {
    method: 'POST',
    headers: { ...headers, ...authorization },
    body: JSON.stringify(body),
  })
  return response.status
}

it('tells whose credential did not count, where that is known, and of no other', async () => {
  for (const token of [null, 'nonsense']) expect(await post(token)).toBe(401)
  expect(told).toEqual([])
  expect(await post('revoked')).toBe(401)
  expect(told).toMatchObject([
    { holder, params: { id: 'a' }, body: undefined, requestId: 'mine', error: { code: 'invalid_token' } },
  ])
  expect(await post('away')).toBe(503)
  expect(told).toHaveLength(1)
})

it('tells of a missing right, in the contract or in the handler', async () => {
  expect(await post('good', { goal: 'g', write: true })).toBe(403)
  failure = new AppError('project_access_denied', 'no')
  expect(await post('good')).toBe(403)
  expect(told).toMatchObject([
    { holder: principal, body: { goal: 'g', write: true }, error: { code: 'insufficient_scope' } },
    { holder: principal, route: { operationId: 'strict' }, error: { code: 'project_access_denied' } },
  ])
})

it('tells of who asks too often', async () => {
  for (const status of [204, 204, 204, 429]) expect(await post('good')).toBe(status)
  expect(told).toMatchObject([{ holder: principal, body: undefined, error: { code: 'rate_limited' } }])
})

it('tells of nothing else that is refused', async () => {
  expect(await post('good', { goal: '' })).toBe(400)
  expect(await post('good', { goal: 1 })).toBe(422)
  failure = new AppError('run_not_found', 'no')
  expect(await post('good')).toBe(404)
  expect(told).toEqual([])
})
