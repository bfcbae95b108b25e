import { defineRoute } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { z } from 'zod'
import { endpoint, type EventStream, type HttpApp } from '../index.ts'
import { serve } from '../testing/sample-app.ts'
import { openEventStream } from './event-stream.ts'

let app: HttpApp
let url: string
let stream: EventStream
let signal: AbortSignal
let finish: () => void

const streamRoute = defineRoute({
  operationId: 'follow',
  surface: 'artifacts',
  method: 'GET',
  path: '/follow',
  summary: 'Follow',
  tags: ['Things'],
  query: z.object({ refuse: z.string().optional() }),
  replies: { 200: z.string(), 204: null },
  errors: ['run_not_found'],
  auth: 'public',
  stream: 'sse',
})

beforeEach(async () => {
  ;({ app, url } = await serve(
    endpoint(streamRoute, async (context) => {
      if (context.query.refuse === 'early') throw new AppError('run_not_found', 'Run not found')
      if (context.query.refuse === 'nothing') return { status: 204 }
      signal = context.signal
      stream = context.openStream()
      stream.send({ id: 1, event: 'hello', data: { text: 'a\nb', last: context.lastEventId } })
      if (context.query.refuse === 'late') throw new AppError('run_not_found', 'Run not found')
      await new Promise<void>((resolve) => {
        finish = resolve
        signal.addEventListener('abort', () => resolve())
      })
    }),
  ))
})
afterEach(() => app.close(0))

it('sends events, each with its data in one line, and ends with the handler', async () => {
  const response = await fetch(`${url}/follow`, { headers: { 'last-event-id': '41' } })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  stream.send({ event: 'progress', data: { done: 1 } })
  stream.send({ id: '2\nevent: forged', event: 'evil\ndata: x', data: null })
  finish()
  expect(await response.text()).toBe(
    'id: 1\nevent: hello\ndata: {"text":"a\\nb","last":"41"}\n\n' +
      'event: progress\ndata: {"done":1}\n\n' +
      'id: 2event: forged\nevent: evildata: x\ndata: null\n\n',
  )
  expect(stream.closed).toBe(true)
  stream.send({ event: 'late', data: 0 })
})

it('may be refused, or end at once, as any other answer', async () => {
  const refused = await fetch(`${url}/follow?refuse=early`)
  expect([refused.status, await refused.json()]).toMatchObject([404, { code: 'run_not_found' }])
  expect((await fetch(`${url}/follow?refuse=nothing`)).status).toBe(204)
  expect((await fetch(`${url}/follow`, { method: 'HEAD' })).status).toBe(405)
})

it('breaks off when its handler fails on the way', async () => {
  const response = await fetch(`${url}/follow?refuse=late`)
  await expect(response.text()).rejects.toThrow()
})

it('notices that its client has gone', async () => {
  const leaving = new AbortController()
  await fetch(`${url}/follow`, { signal: leaving.signal })
  leaving.abort()
  await waitUntil(() => signal.aborted)
  expect(stream.closed).toBe(true)
})

it('cuts a client that does not read, and only that one', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  socket.pause()
  socket.write('GET /follow HTTP/1.1\r\nHost: x\r\n\r\n')
  await waitUntil(() => signal && !signal.aborted)
  const slow = { stream, signal }
  const quick = await fetch(`${url}/follow`)
  const reading = quick.text()

  const data = 'x'.repeat(64 * 1024)
  let sent = 0
  await waitUntil(() => {
    slow.stream.send({ event: 'much', data })
    sent += data.length
    return slow.signal.aborted
  })
  expect(sent).toBeGreaterThan(1024 * 1024)
  for (let part = 0; part < 40; part++) {
    stream.send({ event: 'much', data })
    await new Promise(setImmediate)
  }
  finish()
  expect((await reading).length).toBeGreaterThan(40 * data.length)
  socket.destroy()
})

it('is closed when the server stops, so that it holds up nobody', async () => {
  const response = await fetch(`${url}/follow`)
  const text = response.text()
  const startedAt = Date.now()
  await app.close(5_000)
  expect(await text).toContain('hello')
  expect(Date.now() - startedAt).toBeLessThan(1_000)
})

it('is kept alive by comments, until it ends', async () => {
  let opened: EventStream | undefined
  const server = createServer((_, res) => void (opened = openEventStream(res, 5)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.split('\n\n').length > 3) opened!.close()
  }
  expect(text).toMatch(/^(: keep-alive\n\n){3,}$/)
  await new Promise((resolve) => server.close(resolve))
})
