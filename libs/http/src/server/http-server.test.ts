import { endpoint, type HttpApp } from '../index.ts'
import { getRoute, serve } from '../testing/sample-app.ts'

let app: HttpApp
let url: string
let entered: Promise<void>
let release: () => void

beforeEach(async () => {
  const gate = new Promise<void>((resolve) => (release = resolve))
  let enter: () => void
  entered = new Promise((resolve) => (enter = resolve))
  ;({ app, url } = await serve(
    endpoint(getRoute('/waits'), async () => {
      enter()
      await gate
      return { status: 200, body: { ok: true } }
    }),
    endpoint(getRoute('/quick'), async () => ({ status: 200, body: { ok: true } })),
  ))
})

it('lets what is under way end, takes nothing new, and then is gone', async () => {
  await fetch(`${url}/quick`)
  const waiting = fetch(`${url}/waits`)
  await entered
  const closed = app.close(5_000)
  await expect(fetch(`${url}/quick`, { headers: { connection: 'close' } })).rejects.toThrow()
  release()
  expect((await waiting).status).toBe(200)
  await closed
})

it('tells its clients to leave while it drains, also those that it had not answered yet', async () => {
  expect((await fetch(`${url}/quick`)).headers.get('connection')).toBe('keep-alive')
  const waiting = fetch(`${url}/waits`)
  await entered
  app.drain()
  expect((await fetch(`${url}/quick`)).headers.get('connection')).toBe('close')
  release()
  expect((await waiting).headers.get('connection')).toBe('close')
  await app.close(1_000)
})

it('cuts what does not end in time', async () => {
  const waiting = fetch(`${url}/waits`)
  await entered
  const closed = app.close(20)
  await expect(waiting).rejects.toThrow()
  release()
  await closed
})

it('can be closed twice, and before it listened', async () => {
  await app.close(0)
  await app.close(0)
})

it('says that a port is taken', async () => {
  const { app: second } = await serve()
  await second.close(0)
  await expect(second.listen(Number(new URL(url).port), '127.0.0.1')).rejects.toThrow(/EADDRINUSE/)
  await app.close(0)
})
