import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { waitUntil } from '../processes/wait-until.ts'
import { startFaultProxy, type FaultProxy } from './start-fault-proxy.ts'

let echo: Server
let proxy: FaultProxy
let served: Socket[]
beforeEach(async () => {
  served = []
  echo = createServer((socket) => {
    served.push(socket)
    socket.on('error', () => {}).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await startFaultProxy({ target: `echo://127.0.0.1:${(echo.address() as AddressInfo).port}/path?x=1` })
})
afterEach(async () => {
  await proxy.stop()
  await new Promise((resolve) => echo.close(resolve))
})

const client = async (): Promise<{ socket: Socket; text(): string; closed(): boolean }> => {
  const socket = connect(proxy.port, '127.0.0.1')
  let text = ''
  let closed = false
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  socket.on('error', () => {})
  socket.once('close', () => (closed = true))
  await once(socket, 'connect')
  return { socket, text: () => text, closed: () => closed }
}

it('passes everything on, in both directions, to the end', async () => {
  expect(proxy.url).toBe(`echo://127.0.0.1:${proxy.port}/path?x=1`)
  const { socket, text, closed } = await client()
  const sent = 'x'.repeat(3_000_000)
  socket.end(sent)
  await waitUntil(closed)
  expect([text().length, text() === sent]).toEqual([sent.length, true])
  expect(proxy.hits()).toEqual({ connections: 1, held: 0, delayed: 0, cut: 0, lost: 0 })
})

it('holds what comes, then lets it go in order', async () => {
  const { socket, text, closed } = await client()
  proxy.hold()
  for (const piece of ['a', 'b', 'c']) socket.write(piece)
  await waitUntil(() => proxy.hits().held > 0)
  expect([text(), closed()]).toEqual(['', false])
  proxy.release()
  await waitUntil(() => text() === 'abc')
})

it('passes pieces on late', async () => {
  const { socket, text } = await client()
  proxy.delay(60)
  const startedAt = performance.now()
  socket.write('a')
  await waitUntil(() => text() === 'a')
  expect(performance.now() - startedAt).toBeGreaterThan(110)
  expect(proxy.hits().delayed).toBe(2)
})

it('cuts every connection and takes new ones', async () => {
  const [one, two] = [await client(), await client()]
  one.socket.write('a')
  await waitUntil(() => one.text() === 'a')
  proxy.cut()
  await waitUntil(() => one.closed() && two.closed())
  expect(proxy.hits()).toMatchObject({ connections: 2, cut: 2 })
  const three = await client()
  three.socket.write('b')
  await waitUntil(() => three.text() === 'b')
})

it('ends a connection whose server has gone, and tells nobody while it holds', async () => {
  const { socket, text, closed } = await client()
  socket.write('a')
  await waitUntil(() => text() === 'a')
  proxy.hold()
  served[0]!.resetAndDestroy()
  await waitUntil(() => proxy.hits().held > 0)
  expect(closed()).toBe(false)
  proxy.release()
  await waitUntil(closed)
})

it('holds from the piece on that a client sends', async () => {
  const { socket, text } = await client()
  const held = proxy.holdFrom(/b\d/)
  socket.write('a')
  await waitUntil(() => text() === 'a')
  socket.write('b1')
  await held
  socket.write('c')
  await waitUntil(() => proxy.hits().held > 0)
  expect(text()).toBe('a')
  proxy.release()
  await waitUntil(() => text() === 'ab1c')
})

it('forgets what it held when it cuts', async () => {
  const [one, two] = [await client(), await client()]
  const held = proxy.holdFrom(/lost/)
  one.socket.write('lost')
  await held
  proxy.cut()
  await waitUntil(() => one.closed() && two.closed())
  proxy.release()
  const three = await client()
  three.socket.write('a')
  await waitUntil(() => three.text() === 'a')
  expect(one.text()).toBe('')
})

it('passes a request on and loses its answer, on that connection alone', async () => {
  const [asking, other] = [await client(), await client()]
  const lost = proxy.loseAnswer(/write/)
  other.socket.write('read')
  await waitUntil(() => other.text() === 'read')
  asking.socket.write('write')
  await lost
  await waitUntil(asking.closed)
  expect([asking.text(), other.closed()]).toEqual(['', false])
  expect(proxy.hits()).toMatchObject({ cut: 1, lost: 1 })
  other.socket.write(' write')
  await waitUntil(() => other.text() === 'read write')
})
