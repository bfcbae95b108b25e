import { AppError } from '@synthwright/kernel'
import { askInside, endpoint, type HandlerContext, type InsideRequest, type RefusedRequest } from '../index.ts'
import { plain, principal, rememberingKeys, strictRoute } from '../testing/sample-app.ts'

const route: typeof strictRoute = { ...strictRoute, operationId: 'inner', path: '/inner', params: undefined }

let told: RefusedRequest[]
let keys: ReturnType<typeof rememberingKeys>
let seen: HandlerContext<typeof route>[]
let failure: AppError | undefined
let left: number
beforeEach(() => {
  told = []
  keys = rememberingKeys()
  seen = []
  failure = undefined
  left = 0
})

const inner = endpoint(
  route,
  async (context) => {
    seen.push(context)
    if (failure) throw failure
    return { status: 200, body: { goal: context.body.goal } }
  },
  { admit: async () => () => void left++ },
)

const ask = (request: Partial<InsideRequest>) =>
  askInside(
    inner,
    {
      idempotency: keys.idempotency,
      errors: plain,
      rightsLastMs: 3_000,
      refused: async (request) => void told.push(request),
    },
    {
      principal,
      principalNow: async () => principal,
      body: { goal: ' g ' },
      idempotencyKey: null,
      preferAsync: false,
      requestId: 'req_1',
      signal: new AbortController().signal,
      ...request,
    },
  )

it('is decoded, done and told as over HTTP', async () => {
  const answer = await ask({ body: { goal: ' g ', other: 1 }, preferAsync: true })
  expect([answer.status, answer.body]).toEqual([200, '{"goal":"g"}'])
  expect(seen[0]).toMatchObject({ principal, requestId: 'req_1', unknownFields: ['other'], preferAsync: true })
  expect(left).toBe(1)
})

it.each<[string, Partial<InsideRequest>, number, string]>([
  ['its shape', { body: { goal: 1 } }, 422, 'validation_failed'],
  ['no body', { body: undefined }, 422, 'validation_failed'],
  ['its precondition', { body: { goal: ' ' } }, 400, 'goal_required'],
  ['its scope', { body: { goal: 'g', write: true } }, 403, 'insufficient_scope'],
  ['its binding', { principal: { ...principal, projectIds: ['proj_1'] } }, 403, 'bound_key_not_allowed'],
  [
    'memories that it may not see',
    { principal: { ...principal, memoryScopes: ['project'] } },
    403,
    'bound_key_not_allowed',
  ],
  ['what follows the rights', { body: { goal: 'g', key: '' } }, 400, 'missing_scope_key'],
  ['its key', { idempotencyKey: '' }, 422, 'validation_failed'],
])('is refused for %s, and nothing is done', async (_, request, status, code) => {
  const answer = await ask(request)
  expect([answer.status, JSON.parse(answer.body!)]).toMatchObject([status, { code, id: 'req_1', operation: 'inner' }])
  expect([seen, left]).toEqual([[], 0])
  expect(told.map(({ error, holder }) => [error.code, holder])).toEqual(
    status === 403 ? [[code, { ...principal, ...request.principal }]] : [],
  )
})

it('is done once for a key, which counts for the operation', async () => {
  for (let left = 2; left > 0; left--) expect((await ask({ idempotencyKey: 'k' })).body).toBe('{"goal":"g"}')
  expect(seen).toHaveLength(1)
  expect(keys.asked[0]).toMatchObject({ method: 'POST', path: '/inner', key: 'k' })
})

it.each([
  ['a refusal', new AppError('project_access_denied', 'no'), 403, 1],
  ['a fault', new AppError('internal', 'stack'), 500, 0],
])('tells %s of its handler, with a key and without', async (_, error, status, refusals) => {
  failure = error
  for (const idempotencyKey of [null, 'k'])
    expect(await ask({ idempotencyKey })).toMatchObject({ status, headers: { 'x-request-id': 'req_1' } })
  expect([told.length, left]).toEqual([2 * refusals, 2])
})

it('makes what a handler throws besides a fault of ours', async () => {
  failure = new TypeError('x') as never
  expect((await ask({})).status).toBe(500)
})

it('leaves the key of an exchange to what is asked inside it', async () => {
  const outer = endpoint({ ...route, keeps: 'inside' }, async ({ idempotencyKey }) => ({
    status: 200,
    body: { goal: idempotencyKey! },
  }))
  const dependencies = { idempotency: keys.idempotency, errors: plain, rightsLastMs: 3_000, refused: async () => {} }
  const request = {
    principal,
    principalNow: async () => principal,
    body: { goal: 'g' },
    preferAsync: false,
    requestId: 'r',
  }
  const { signal } = new AbortController()
  const { body } = await askInside(outer, dependencies, { ...request, idempotencyKey: 'k', signal })
  expect([body, keys.asked]).toEqual(['{"goal":"k"}', []])
})
