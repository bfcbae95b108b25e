import { endpoint, type HttpApp } from '../index.ts'
import { getRoute, serveWith } from '../testing/sample-app.ts'
import { connect } from 'node:net'

let app: HttpApp
let port: number
let release: () => void

beforeAll(async () => {
  const gate = new Promise<void>((resolve) => (release = resolve))
  const served = await serveWith({
    endpoints: [
      endpoint(getRoute('/quick'), async () => ({ status: 200, body: { ok: true } })),
      endpoint(getRoute('/waits'), async () => {
        await gate
        return { status: 200, body: { ok: true } }
      }),
    ],
    connections: { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 },
  })
  app = served.app
  port = Number(new URL(served.url).port)
})
afterAll(() => app.close(0))

interface Told {
  status: number
  headers: Record<string, string>
  body: Record<string, unknown>
}

const read = (text: string): Told[] => {
  const answers: Told[] = []
  for (let rest = text; rest !== '';) {
    const [head = '', ...after] = rest.split('\r\n\r\n')
    const [first = '', ...lines] = head.split('\r\n')
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(/: (.*)/)) as [string, string][])
    const length = Number(headers['content-length'])
    const body = after.join('\r\n\r\n')
    answers.push({ status: Number(first.split(' ')[1]), headers, body: JSON.parse(body.slice(0, length)) })
    rest = body.slice(length)
  }
  return answers
}

/** What is answered to bytes until the server ends the connection. */
const answers = (sent: string): Promise<Told[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sent))
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.once('error', reject)
    socket.once('close', () => resolve(read(text)))
  })

const host = 'Host: a\r\n'
const post = (headers: string, body = '') => `POST /quick HTTP/1.1\r\n${host}${headers}\r\n${body}`
const refused: [string, string, number, string][] = [
  ['a line that is none', 'hello\r\n\r\n', 400, 'malformed_request'],
  ['a method that nobody knows', `FETCH /quick HTTP/1.1\r\n${host}\r\n`, 400, 'malformed_request'],
  ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
  ['a header that is none', `GET /quick HTTP/1.1\r\n${host}a b: c\r\n\r\n`, 400, 'malformed_request'],
  ['no host', 'GET /quick HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed_request'],
  ['a length that is none', post('Content-Length: x\r\n'), 400, 'malformed_request'],
  ['two lengths', post('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab'), 400, 'malformed_request'],
  ['length and chunks', post('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', 'a'), 400, 'malformed_request'],
  ['headers that are too long', post(`A: ${'a'.repeat(20_000)}\r\n`), 431, 'headers_too_large'],
  ['a path that is too long', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`, 431, 'headers_too_large'],
  ['headers that do not end', `GET /quick HTTP/1.1\r\n${host}`, 408, 'request_timeout'],
  ['nothing at all', '', 408, 'request_timeout'],
  ['an expectation', post('Expect: tea\r\nConnection: close\r\n'), 417, 'expectation_failed'],
  ['a tunnel', `CONNECT a:1 HTTP/1.1\r\n${host}\r\n`, 405, 'method_not_allowed'],
]

it.each(refused)('%s is refused within the envelope', async (_, sent, status, code) => {
  const [answer, ...more] = await answers(sent)
  expect([more, answer]).toEqual([
    [],
    {
      status,
      headers: expect.objectContaining({
        connection: 'close',
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'x-request-id': answer!.body['id'],
      }),
      body: expect.objectContaining({ code }),
    },
  ])
})

it('garbage after a request is refused after the request was answered', async () => {
  const both = answers(`GET /waits HTTP/1.1\r\n${host}\r\nGARBAGE\r\n\r\n`)
  release()
  expect((await both).map(({ status, body }) => [status, body['ok'] ?? body['code']])).toEqual([
    [200, true],
    [400, 'malformed_request'],
  ])
})

it('a request of HTTP/1.0 needs no host, and an upgrade is answered as if none were asked for', async () => {
  const old = await answers('GET /quick HTTP/1.0\r\n\r\n')
  const upgrade = await answers(
    `GET /quick HTTP/1.1\r\n${host}Connection: upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
  )
  expect([...old, ...upgrade].map(({ status, body }) => [status, body])).toEqual([
    [200, { ok: true }],
    [200, { ok: true }],
  ])
})
