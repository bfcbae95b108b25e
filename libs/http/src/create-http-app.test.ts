import { AppError } from '@synthwright/kernel'
import { startTelemetry } from '@synthwright/telemetry'
import { waitUntil } from '@synthwright/testing'
import { request } from 'node:http'
import { endpoint, type HttpApp } from './index.ts'
import { getRoute, serve, strictRoute } from './testing/sample-app.ts'

let app: HttpApp
let url: string
const seen: unknown[] = []
let aborted: unknown

const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => {
      aborted = signal.reason
      reject(new Error('given up'))
    }),
  )

beforeAll(async () => {
  ;({ app, url } = await serve(
    endpoint(strictRoute, async ({ params, query, body, unknownFields, sentFields, preferAsync, requestId }) => {
      seen.push({ params, query, body, unknownFields, sentFields, preferAsync, requestId })
      if (body.goal === 'nothing') return { status: 204 }
      const reply = { goal: body.goal, secret: 'not for clients' }
      return { status: 200, body: reply, headers: { location: '/here' } }
    }),
    endpoint(getRoute('/fails'), () => Promise.reject(new Error('at /srv/secret.ts: password=hunter2'))),
    endpoint(getRoute('/refuses'), () => Promise.reject(new AppError('run_not_found', 'Run not found'))),
    endpoint(getRoute('/lies'), async () => ({ status: 200, body: { ok: 'yes' as never } })),
    endpoint(getRoute('/strays'), async () => ({ status: 201 as 200, body: { ok: true } })),
    endpoint(getRoute('/forgets'), async () => {}),
    endpoint(getRoute('/waits'), ({ signal }) => never(signal)),
    endpoint(getRoute('/items/:id'), async () => ({ status: 200, body: { ok: false } })),
    endpoint(getRoute('/items/fixed'), async () => ({ status: 200, body: { ok: true } })),
  ))
})
afterAll(() => app.close(0))
beforeEach(() => void (seen.length = 0))

const post = (body: string | Uint8Array | null, headers: Record<string, string> = {}, path = '/things/t1') =>
  fetch(url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...headers },
    body,
  } as RequestInit)

const code = async (response: Promise<Response> | Response) => {
  const { status, ...rest } = await response
  void rest
  return [status, ((await (await response).json()) as { code: string }).code]
}

/** What `act`, which asks once, makes the server log; that may come after the answer. */
const logged = async (act: () => Promise<unknown>): Promise<string[]> => {
  const written: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((text: string) => written.push(text) > 0) as typeof write
  try {
    await act()
    await waitUntil(() => written.length)
  } finally {
    process.stdout.write = write
  }
  return written
}

describe('the order of refusal', () => {
  const long = 'x'.repeat(21)
  const broken = '{'
  // Each row carries every fault that the rows below it have, too.
  it.each([
    ['no credential', broken, { authorization: '' }, '/things/t1', 401, 'not_authenticated'],
    ['a bad credential', broken, { authorization: 'Bearer bad' }, '/things/t1', 401, 'invalid_token'],
    ['another media type', broken, { 'content-type': 'text/plain' }, '/things/t1', 400, 'unsupported_media_type'],
    ['broken JSON', broken, {}, '/things/much-too-long', 400, 'malformed_json'],
    [
      'a long parameter',
      `{"goal":"${long}","write":true,"key":""}`,
      {},
      '/things/much-too-long?mode=c',
      422,
      'validation_failed',
    ],
    ['a bad shape', `{"goal":"${long}","write":true,"key":""}`, {}, '/things/t1', 422, 'validation_failed'],
    ['a blank goal', '{"goal":"  ","write":true,"key":""}', {}, '/things/t1', 400, 'goal_required'],
    ['a missing scope', '{"goal":"g","write":true,"key":""}', {}, '/things/t1', 403, 'insufficient_scope'],
    [
      'a low role',
      '{"goal":"g","write":true,"key":""}',
      { authorization: 'Bearer good api:write' },
      '/things/t1',
      403,
      'insufficient_role',
    ],
    [
      'a key that is bound',
      '{"goal":"g","write":true,"key":""}',
      { authorization: 'Bearer good api:write admin proj_1' },
      '/things/t1',
      403,
      'bound_key_not_allowed',
    ],
    [
      'a missing key',
      '{"goal":"g","write":true,"key":""}',
      { authorization: 'Bearer good api:write admin' },
      '/things/t1',
      400,
      'missing_scope_key',
    ],
  ])('%s', async (_, body, headers, path, status, expected) => {
    expect(await code(post(body, headers, path))).toEqual([status, expected])
    expect(seen).toEqual([])
  })

  it('lets through what nothing refuses', async () => {
    const response = await post('{"goal":" g ","write":true,"key":"k"}', {
      authorization: 'Bearer good api:write owner',
    })
    expect(response.status).toBe(200)
    expect(seen).toMatchObject([{ params: { id: 't1' }, body: { goal: 'g', write: true, key: 'k' } }])
  })

  it('says which scope and which roles would do', async () => {
    const scope = (await (await post('{"goal":"g","write":true}')).json()) as object
    expect(scope).toMatchObject({ details: { expected: 'api:write', actual: 'api:read' } })
    const role = (await (
      await post('{"goal":"g","write":true}', { authorization: 'Bearer good api:write' })
    ).json()) as object
    expect(role).toMatchObject({ details: { expected: 'owner,admin', actual: 'member' } })
  })
})

describe('bodies', () => {
  const goal = '{"goal":"g"}'
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON; charset="UTF-8"',
    'application/merge-patch+json',
  ])('are read as %s', async (type) => {
    expect((await post(goal, { 'content-type': type })).status).toBe(200)
  })

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('are not read as %s %j', async (type, headers) => {
    expect(await code(post(goal, { 'content-type': type, ...headers }))).toEqual([400, 'unsupported_media_type'])
  })

  it('pass at the limit and are refused one byte past it', async () => {
    const exact = goal + ' '.repeat(1_000 - goal.length)
    expect((await post(exact)).status).toBe(200)
    expect(await code(post(`${exact} `))).toEqual([400, 'payload_too_large'])
  })

  it('that do not tell their length are refused before they end', async () => {
    const headers = { authorization: 'Bearer good', 'content-type': 'application/json' }
    const sending = request(`${url}/things/t1`, { method: 'POST', headers }).on('error', () => {})
    const answered = new Promise<number | undefined>((resolve) =>
      sending.on('response', ({ statusCode }) => resolve(statusCode)),
    )
    sending.write(' '.repeat(1_001))
    expect(await answered).toBe(400)
    sending.destroy()
  })

  it.each([
    ['nothing', null],
    ['nothing of length 0', ''],
    ['white space', ' '],
    ['half an object', '{"goal":'],
    ['two values', '{} {}'],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('that are %s are malformed', async (_, body) => {
    expect(await code(post(body))).toEqual([400, 'malformed_json'])
  })

  it.each(['null', '1', '"goal"', '[]', 'true'])('that are %s have the wrong shape', async (body) => {
    expect(await (await post(body)).json()).toMatchObject({ details: { field: 'body', expected: 'object' } })
  })

  it('may nest 64 levels deep and no deeper', async () => {
    const nested = (levels: number) => `{"goal":"g","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    expect((await post(nested(64))).status).toBe(200)
    expect(await (await post(nested(65))).json()).toMatchObject({ code: 'validation_failed' })
  })

  it('do not reach prototypes', async () => {
    const refused = (await (await post('{"goal":"g","x":[{"__proto__":{"polluted":1}}]}')).json()) as object
    expect(refused).toMatchObject({ code: 'validation_failed', details: { field: 'x.0.__proto__' } })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('hand over the names that nobody knows and those that were sent', async () => {
    await post('{"goal":"g","key":null,"mood":1}', { prefer: 'respond-async' })
    expect(seen).toMatchObject([{ unknownFields: ['mood'], sentFields: ['goal', 'key'], preferAsync: true }])
  })
})

describe('parameters', () => {
  const goal = '{"goal":"g"}'
  it.each([
    ['/things/t1?mode=c', 'mode', 'one of a, b', 'string'],
    ['/things/t1?mode=a&mode=b', 'mode', 'one of a, b', 'array'],
    ['/things/12345678901', 'id', 'string (0-10)', 'string'],
  ])('%s is refused', async (path, field, expected, actual) => {
    expect(await (await post(goal, {}, path)).json()).toMatchObject({ details: { field, expected, actual } })
  })

  it('that nobody knows are ignored in a query', async () => {
    expect((await post(goal, {}, '/things/t1?mode=a&other=1&__proto__=x')).status).toBe(200)
    expect(seen).toMatchObject([{ query: { mode: 'a' } }])
  })

  it('never take the place of a fixed path', async () => {
    expect(await (await fetch(`${url}/items/fixed`)).json()).toEqual({ ok: true })
    expect(await (await fetch(`${url}/items/other`)).json()).toEqual({ ok: false })
  })

  it('that cannot be decoded are refused', async () => {
    expect(await code(fetch(`${url}/items/%ZZ`))).toEqual([422, 'validation_failed'])
  })
})

describe('answers', () => {
  it('carry what the contract declares and nothing else', async () => {
    const response = await post('{"goal":"g"}')
    expect(await response.json()).toEqual({ goal: 'g' })
    expect(response.headers.get('location')).toBe('/here')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('may be empty', async () => {
    const response = await post('{"goal":"nothing"}')
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  it('repeat the request id, also for paths that do not exist', async () => {
    for (const path of ['/refuses', '/nowhere', '/fails']) {
      const response = await fetch(url + path, { headers: { 'x-request-id': 'mine-1' } })
      expect(response.headers.get('x-request-id')).toBe('mine-1')
      expect(await response.json()).toMatchObject({ id: 'mine-1' })
    }
    expect((await fetch(`${url}/refuses`)).headers.get('x-request-id')).toMatch(/^req_/)
  })

  it.each(['/lies', '/strays', '/forgets'])('that break the contract are our fault: %s', async (path) => {
    expect(await code(fetch(url + path))).toEqual([500, 'contract_violated'])
  })

  it('show nothing of an unexpected fault, which the log keeps', async () => {
    let text = ''
    const [line] = await logged(async () => (text = await (await fetch(`${url}/fails?token=hunter3`)).text()))
    expect(text).toContain('"code":"internal"')
    expect(text).not.toMatch(/hunter|secret|srv/)
    expect(line).toMatch(/"level":"error".*"code":"internal".*secret.ts/)
    expect(line).not.toContain('hunter3')
  })

  it('are logged in one line without body or query', async () => {
    const named = { service: 'gateway', version: '1', instance: 'a', otlpEndpoint: null }
    const telemetry = startTelemetry({ ...named, logLevel: 'info' })
    const lines = await logged(() => post('{"goal":"confidential"}', {}, '/things/t1?mode=a'))
    await telemetry.stop()
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'info',
      fields: { method: 'POST', route: '/things/:id', status: 200, requestId: expect.any(String) },
    })
    expect(lines[0]).not.toMatch(/confidential|mode/)
  })

  it('carry security headers and nothing about the server', async () => {
    for (const response of [await fetch(`${url}/refuses`), await fetch(`${url}/nowhere`), await post('{"goal":"g"}')]) {
      const headers = Object.fromEntries(response.headers)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
      expect(headers).not.toHaveProperty('x-powered-by')
      expect(headers).not.toHaveProperty('etag')
    }
  })
})

describe('paths and methods', () => {
  it('that do not exist are refused', async () => {
    expect(await code(fetch(`${url}/nowhere`))).toEqual([404, 'route_not_found'])
    expect(await code(fetch(`${url}/Fails`))).toEqual([404, 'route_not_found'])
    const kept = { method: 'POST', headers: { 'idempotency-key': 'kept-until-it-is-heard' } }
    expect(await code(fetch(`${url}/nowhere`, kept))).toEqual([400, 'unknown_operation'])
    expect(await code(fetch(`${url}/nowhere`, { method: 'POST' }))).toEqual([404, 'route_not_found'])
    expect(await code(fetch(`${url}/nowhere`, { headers: kept.headers }))).toEqual([404, 'route_not_found'])
    const response = await fetch(`${url}/things/t1`)
    expect(response.headers.get('allow')).toBe('POST')
    expect(await code(response)).toEqual([405, 'method_not_allowed'])
    expect((await fetch(`${url}/refuses`, { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD')
    expect((await fetch(`${url}/refuses`, { method: 'OPTIONS' })).status).toBe(405)
  })

  it('answer HEAD like GET, without the body', async () => {
    const response = await fetch(`${url}/items/fixed`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

it('tells a handler that its client has gone', async () => {
  const client = request(`${url}/waits`).on('error', () => {})
  client.end()
  await waitUntil(() => client.socket?.readyState === 'open')
  client.destroy()
  await waitUntil(() => aborted)
  expect(aborted).toMatchObject({ code: 'cancelled' })
})
