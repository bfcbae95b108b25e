import { defineRoute } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { z } from 'zod'
import { endpoint, type HttpApp } from '../index.ts'
import { plain, principal, rememberingKeys, serveWith } from '../testing/sample-app.ts'

let app: HttpApp
let url: string
let keys: ReturnType<typeof rememberingKeys>
const commands: string[] = []
const admitted: string[] = []
let left = 0

const thing = defineRoute({
  operationId: 'makeThing',
  surface: 'artifacts',
  method: 'POST',
  path: '/things/:id',
  summary: 'Make',
  tags: ['Things'],
  params: z.object({ id: z.string() }),
  body: z.object({ what: z.string(), write: z.boolean().default(false) }),
  replies: { 201: z.object({ made: z.string() }), 202: null },
  errors: ['run_not_found', 'run_finished'],
  auth: {
    scope: 'api:read',
    role: 'viewer',
    boundKey: 'confined',
    forBody: ({ write }) => (write ? { scope: 'api:write', role: 'viewer' } : undefined),
  },
  keeps: 'receipt',
  afterAuth: ({ what }) => (what === 'late' ? { code: 'run_finished', message: 'too late' } : undefined),
})

/** What a route of its own needs beside its name, its path and what it keeps. */
const kept = {
  surface: 'artifacts',
  method: 'POST',
  summary: 'Make',
  tags: ['Things'],
  body: z.object({ what: z.string() }),
  replies: { 201: z.object({ made: z.string() }) },
  errors: ['run_not_found'],
  auth: { scope: 'api:read', role: 'viewer', boundKey: 'confined' },
} as const

const failures: Record<string, AppError> = {
  unknown: new AppError('run_not_found', 'no'),
  busy: new AppError('rate_limited', 'busy'),
  away: new AppError('service_unavailable', 'away'),
  unheard: new AppError('outcome_unknown', 'unheard'),
  broken: new AppError('internal', 'broken'),
}

beforeEach(async () => {
  keys = rememberingKeys()
  commands.length = admitted.length = left = 0
  const open = defineRoute({
    ...thing,
    operationId: 'open',
    path: '/open',
    params: undefined,
    auth: 'public',
    keeps: undefined,
  } as never)
  ;({ app, url } = await serveWith({
    endpoints: [
      endpoint(
        thing,
        async ({ params, body, commandId }) => {
          commands.push(commandId)
          if (failures[body.what]) throw failures[body.what]
          if (body.what === 'nothing') return { status: 202, headers: { location: '/there' } }
          return { status: 201, body: { made: `${params.id} ${commands.length}` }, headers: { location: '/here' } }
        },
        {
          admit: async ({ body: { what } }) => {
            admitted.push(what)
            if (what === 'denied') throw new AppError('project_access_denied', 'no')
            return () => void (left += 1)
          },
        },
      ),
      endpoint(open, async () => ({ status: 202 })),
    ],
    idempotency: keys.idempotency,
  }))
})
afterEach(() => app.close(0))

const keyless = (body: object | string, headers: Record<string, string> = {}, path = '/things/a') =>
  fetch(url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const post = (body: object | string, headers: Record<string, string> = {}, path?: string) =>
  keyless(body, { 'idempotency-key': 'k', ...headers }, path)

it('answers a key once, with status, body and headers, and says when it was before', async () => {
  const first = await post({ what: 'x' }, { 'x-request-id': 'one' })
  const second = await post({ what: 'x' }, { 'x-request-id': 'two' })
  const told = async (response: Response) => [
    response.status,
    await response.text(),
    response.headers.get('location'),
    response.headers.get('content-type'),
  ]
  expect(await told(second)).toEqual([201, '{"made":"a 1"}', '/here', 'application/json; charset=utf-8'])
  expect(await told(first)).toEqual([201, '{"made":"a 1"}', '/here', 'application/json; charset=utf-8'])
  expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
  expect([first, second].map(({ headers }) => headers.get('x-request-id'))).toEqual(['one', 'two'])
  expect(commands).toEqual(['command of k'])
})

it('answers without a body again, too', async () => {
  await post({ what: 'nothing' })
  const again = await post({ what: 'nothing' })
  expect([again.status, await again.text(), again.headers.get('location')]).toEqual([202, '', '/there'])
  expect(commands).toHaveLength(1)
})

it('draws a command for each request that has no key', async () => {
  for (let n = 0; n < 2; n++) expect((await keyless({ what: 'x' })).status).toBe(201)
  expect(new Set(commands).size).toBe(2)
  expect(commands[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(keys.asked).toEqual([])
})

it('names a request by who asks what, where, and with which key', async () => {
  await post('{"what":"x"}')
  await post(' { "what" : "x" } ', {}, '/things/%61?')
  await post({ what: 'y' }, {}, '/things/b%2F?q=1')
  expect(keys.asked).toMatchObject([
    {
      method: 'POST',
      path: '/things/a',
      key: 'k',
      meanwhile: 'wait',
      principal: { teamId: 'team_1', userId: 'user_1' },
    },
    { path: '/things/a' },
    { path: '/things/b%2F' },
  ])
  const [first, same, other] = keys.asked.map(({ requestHash }) => requestHash)
  expect(same).toBe(first)
  expect(other).not.toBe(first)
})

it.each(['unknown', 'busy', 'away', 'unheard', 'broken'])('keeps nothing of what failed: %s', async (what) => {
  expect((await post({ what })).status).toBeGreaterThanOrEqual(404)
  expect((await post({ what })).headers.get('idempotency-replayed')).toBeNull()
  expect(commands).toEqual(['command of k', 'command of k'])
})

it.each([
  ['a missing credential', { what: 'x' }, { authorization: '' }, 401],
  ['a broken body', '{', {}, 400],
  ['a wrong shape', { what: 1 }, {}, 422],
  ['a missing scope', { what: 'x', write: true }, {}, 403],
  ['what the contract refuses', { what: 'late' }, {}, 409],
  ['what is not admitted', { what: 'denied' }, {}, 403],
])('takes no key for %s', async (_, body, headers, status) => {
  expect((await post(body, headers)).status).toBe(status)
  expect(keys.asked).toEqual([])
  expect(commands).toEqual([])
})

it('admits a repeated request anew, and lets everyone leave', async () => {
  await post({ what: 'x' })
  await post({ what: 'x' })
  await post({ what: 'away' }, { 'idempotency-key': 'other' })
  expect(admitted).toEqual(['x', 'x', 'away'])
  expect(left).toBe(3)
})

it.each(['', 'k'.repeat(256), 'a\tb', 'caf\u00e9'])('refuses the key %j and names the header', async (key) => {
  const response = await post({ what: 'x' }, { 'idempotency-key': key })
  expect([response.status, await response.json()]).toMatchObject([422, { details: { field: 'Idempotency-Key' } }])
  expect(commands).toEqual([])
})

it('heeds no key where nobody is known', async () => {
  expect((await post({ what: 'x' }, { authorization: '', 'idempotency-key': '' }, '/open')).status).toBe(202)
  expect(keys.asked).toEqual([])
})

it('tells whoever keeps keys where a second call is refused', async () => {
  const refusing = await serveWith({
    endpoints: [endpoint(thing, async () => ({ status: 202 }))],
    surfaces: { artifacts: { ...plain, meanwhile: 'refuse' }, system: plain },
    idempotency: {
      once: async ({ meanwhile }) => {
        throw new AppError('idempotency_in_progress', meanwhile)
      },
    },
  })
  url = refusing.url
  expect(await (await post({ what: 'x' })).json()).toMatchObject({ code: 'idempotency_in_progress' })
  await refusing.app.close(0)
})

describe('a reference', () => {
  const referring = defineRoute({ ...kept, operationId: 'refer', path: '/referring', keeps: 'reference' })
  let text: string
  let right: AppError | undefined
  let revoked: boolean
  let askers: string[]
  beforeEach(async () => {
    await app.close(0)
    text = 'secret'
    right = undefined
    revoked = false
    askers = []
    ;({ app, url } = await serveWith({
      endpoints: [
        endpoint(referring, async () => ({ status: 201, body: { made: text } }), {
          again: {
            of: () => ({ id: 7 }),
            read: async ({ id }: { id: number }, { principal }) => {
              askers.push(principal.role)
              if (right) throw right
              return { status: 201, body: { made: id === 7 ? text : 'another' } }
            },
          },
        }),
      ],
      idempotency: keys.idempotency,
      rightsLastMs: 0,
      authenticate: async () => {
        if (revoked) throw new AppError('invalid_token', 'Invalid token')
        return principal
      },
    }))
  })
  const refer = () => post({ what: 'x' }, {}, '/referring')

  it('is all that is kept', async () => {
    await refer()
    expect(keys.kept).toEqual([{ status: 201, headers: {}, body: '{"reference":{"id":7}}' }])
  })

  it('gives the same answer to the byte while nothing has changed', async () => {
    const [first, second] = [await refer(), await refer()]
    expect([second.status, await second.text()]).toEqual([first.status, await first.text()])
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(askers).toHaveLength(1)
  })

  it('shows what the effect is by now', async () => {
    await refer()
    text = '[redacted]'
    expect(await (await refer()).json()).toEqual({ made: '[redacted]' })
  })

  it('shows it to whoever may read it by now, and to them again', async () => {
    await refer()
    right = new AppError('run_not_found', 'no')
    expect((await refer()).status).toBe(404)
    right = undefined
    expect((await refer()).status).toBe(201)
  })

  it('of a release that kept answers whole is not read as one', async () => {
    await refer()
    keys.kept[0]!.body = '{"made":"secret"}'
    const again = await refer()
    expect([again.status, await again.text()]).toEqual([504, expect.not.stringContaining('secret')])
  })
})

describe('an answer that took long', () => {
  const slow = defineRoute({ ...kept, operationId: 'slow', path: '/slow', keeps: 'receipt' })
  let asked: number
  let then: () => Promise<typeof principal>
  beforeEach(async () => {
    await app.close(0)
    asked = 0
    ;({ app, url } = await serveWith({
      endpoints: [endpoint(slow, async () => ({ status: 201, body: { made: 'told' } }))],
      idempotency: keys.idempotency,
      rightsLastMs: 0,
      authenticate: async () => ((asked += 1) === 1 ? principal : then()),
    }))
  })
  const refused = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]

  it.each([
    ['whose credential was revoked', new AppError('invalid_token', 'no'), [401, 'invalid_token']],
    ['while nobody can say who asks', new AppError('store_unavailable', 'no'), [504, 'outcome_unknown']],
  ])('is not given to somebody %s', async (_, error, expected) => {
    then = () => Promise.reject(error)
    expect(await refused(await keyless({ what: 'x' }, {}, '/slow'))).toEqual(expected)
    asked = 0
    expect(await refused(await post({ what: 'x' }, {}, '/slow'))).toEqual(expected)
    expect(keys.kept).toHaveLength(1)
  })

  it('is not given to somebody whose scope has gone', async () => {
    then = async () => ({ ...principal, scopes: [] })
    expect(await refused(await keyless({ what: 'x' }, {}, '/slow'))).toEqual([403, 'insufficient_scope'])
  })
})

it('shows a kept secret to nobody who may not have it any more', async () => {
  const secret = defineRoute({ ...kept, operationId: 'secret', path: '/secret', keeps: 'secret' })
  let may = true
  const secrets = await serveWith({
    endpoints: [
      endpoint(secret, async () => ({ status: 201, body: { made: 'token' } }), {
        stillMay: async () => {
          if (!may) throw new AppError('insufficient_role', 'no')
        },
      }),
    ],
    idempotency: keys.idempotency,
  })
  url = secrets.url
  const ask = async () => (await post({ what: 'x' }, {}, '/secret')).status
  expect([await ask(), await ask()]).toEqual([201, 201])
  may = false
  expect(await ask()).toBe(403)
  await secrets.app.close(0)
})

it('keeps nothing for a route that only reads, and answers it anew', async () => {
  const read = defineRoute({ ...kept, operationId: 'read', path: '/read', keeps: 'nothing' })
  let found = 0
  const reading = await serveWith({
    endpoints: [endpoint(read, async () => ({ status: 201, body: { made: `${(found += 1)}` } }))],
    idempotency: keys.idempotency,
  })
  url = reading.url
  const ask = async (what: string) => (await post({ what }, {}, '/read')).json()
  expect([await ask('x'), await ask('x'), await ask('y')]).toEqual([{ made: '1' }, { made: '2' }, { made: '3' }])
  expect(keys.asked).toEqual([])
  await reading.app.close(0)
})

it('does not compile without what the keeping of a route needs', () => {
  const spec = { ...kept, operationId: 'silent', path: '/silent' } as const
  // @ts-expect-error -- a POST that is made by somebody says what is kept
  defineRoute(spec)
  const referring = defineRoute({ ...spec, keeps: 'reference' })
  const secret = defineRoute({ ...spec, keeps: 'secret' })
  // @ts-expect-error -- how it is read again
  expect(endpoint(referring, async () => ({ status: 201, body: { made: '' } })).again).toBeUndefined()
  // @ts-expect-error -- who may still have it
  expect(endpoint(secret, async () => ({ status: 201, body: { made: '' } })).stillMay).toBeUndefined()
})
