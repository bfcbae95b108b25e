import { defineRoute } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import { connect, type Socket } from 'node:net'
import { request } from 'node:http'
import { z } from 'zod'
import { endpoint, type HttpApp } from '../index.ts'
import { getRoute, principal, serveWith, strictRoute } from '../testing/sample-app.ts'

const mebibyte = 1024 * 1024
const route = defineRoute({
  ...strictRoute,
  operationId: 'store',
  path: '/store',
  params: undefined,
  query: undefined,
  precondition: undefined,
  afterAuth: undefined,
  auth: { scope: 'api:read', role: 'viewer' },
  body: z.object({ text: z.string() }),
  bodyLimitBytes: 4 * mebibyte,
  replies: { 204: null },
} as never)

let app: HttpApp
let url: string
let release: () => void
let highest = 0
const loadLimits = { requests: 30, requestsPerUser: 30, bodyBytes: 8 * mebibyte, bodyBytesPerUser: Infinity }

beforeEach(async () => {
  const gate = new Promise<void>((resolve) => (release = resolve))
  ;({ app, url } = await serveWith({
    endpoints: [
      endpoint(route, async () => {
        highest = Math.max(highest, app.load.bodyBytes)
        await gate
        return { status: 204 as never }
      }),
      endpoint(getRoute('/quick'), async () => ({ status: 200, body: { ok: true } })),
      endpoint({ ...getRoute('/probe'), surface: 'system' }, async () => ({ status: 200, body: { ok: true } })),
    ],
    loadLimits,
    connections: { connections: 40 },
  }))
})
afterEach(() => app.close(0))

const send = (bytes: number) =>
  fetch(`${url}/store`, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'x'.repeat(bytes) }),
  })

it('many large bodies at once: some wait, the others are refused, and afterwards nothing is held', async () => {
  const answers = Array.from({ length: 20 }, () => send(2 * mebibyte))
  const statuses: number[] = []
  for (const answer of answers) void answer.then(({ status }) => statuses.push(status))
  await waitUntil(() => statuses.filter((status) => status === 503).length === 17)
  expect(app.load.bodyBytes).toBeGreaterThan(2 * mebibyte)
  release()
  const all = await Promise.all(answers)
  expect(all.filter(({ status }) => status === 204)).toHaveLength(3)
  expect(all.find(({ status }) => status === 503)!.headers.get('retry-after')).toBe('1')
  expect(highest).toBeLessThanOrEqual(loadLimits.bodyBytes)
  await waitUntil(() => app.load.requests === 0)
  expect(app.load.bodyBytes).toBe(0)
  expect((await send(3 * mebibyte)).status).toBe(204)
})

it('a body that does not say how long it is is counted as it comes', async () => {
  const waiting = [send(3 * mebibyte), send(3 * mebibyte)]
  await waitUntil(() => app.load.bodyBytes > 6 * mebibyte)
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer good', 'content-type': 'application/json' }
    const asking = request(`${url}/store`, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
    asking.once('error', reject)
    for (let sent = 0; sent < 3; sent++) asking.write('x'.repeat(mebibyte))
    asking.end()
  })
  expect(status).toBe(503)
  release()
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([204, 204])
})

it('a client that declares much and sends little gives its room back', async () => {
  const slow = await serveWith({
    endpoints: [endpoint(route, async () => ({ status: 204 as never }))],
    loadLimits,
    connections: { requestTimeout: 240, headersTimeout: 240 },
  })
  const socket = connect(Number(new URL(slow.url).port), '127.0.0.1')
  const lines = ['POST /store HTTP/1.1', 'Host: a', 'Authorization: Bearer good', 'Content-Type: application/json']
  socket.write(`${lines.join('\r\n')}\r\nContent-Length: ${4 * mebibyte}\r\n\r\n{`)
  await waitUntil(() => slow.app.load.bodyBytes === 4 * mebibyte)
  const answer = await new Promise<string>((resolve) =>
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  expect(answer).toMatch(/^HTTP\/1.1 408 .*request_timeout/s)
  expect([slow.app.load.requests, slow.app.load.bodyBytes]).toEqual([0, 0])
  socket.destroy()
  await slow.app.close(0)
})

it('a client that leaves before its body is read gives its place back', async () => {
  let known: () => void = () => {}
  let asking = 0
  const slow = await serveWith({
    endpoints: [endpoint(route, async () => ({ status: 204 as never }))],
    loadLimits,
    authenticate: async () => {
      asking += 1
      await new Promise<void>((resolve) => (known = resolve))
      return principal
    },
  })
  const closed = Promise.withResolvers<void>()
  const server = connect(Number(new URL(slow.url).port), '127.0.0.1')
  const lines = ['POST /store HTTP/1.1', 'Host: a', 'Authorization: Bearer good', 'Content-Type: application/json']
  server.write(`${lines.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`)
  await waitUntil(() => asking === 1)
  server.once('close', () => closed.resolve())
  server.resetAndDestroy()
  await closed.promise
  // A second connection is heard after the first is known to be gone.
  expect((await fetch(`${slow.url}/nowhere`)).status).toBe(404)
  known()
  await waitUntil(() => slow.app.load.requests === 0)
  await slow.app.close(0)
})

it('too many requests at once are refused, and probes are answered', async () => {
  const waiting = Array.from({ length: 30 }, () => send(1))
  await waitUntil(() => app.load.requests === 30)
  const refused = await fetch(`${url}/quick`)
  expect(refused.status).toBe(503)
  expect((await fetch(`${url}/probe`)).status).toBe(200)
  release()
  expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([204]))
  expect((await fetch(`${url}/quick`)).status).toBe(200)
})

it('a request on a connection too many is refused, and served once others have gone', async () => {
  const { port } = new URL(url)
  const idle: Socket[] = []
  for (let n = 0; n < 40; n++)
    idle.push(
      await new Promise(
        (resolve) =>
          void connect(Number(port), '127.0.0.1', function (this: Socket) {
            resolve(this)
          }),
      ),
    )
  const crowded = await fetch(`${url}/quick`)
  expect([crowded.status, crowded.headers.get('connection')]).toEqual([503, 'close'])
  for (const socket of idle) socket.destroy()
  await waitUntil(async () => (await fetch(`${url}/quick`)).status === 200)
})
