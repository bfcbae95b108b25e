import { spawnProcess } from '@synthwright/testing'
import { join } from 'node:path'
import { temporaryDirectory } from './testing/temporary-server.ts'
import { connectWire } from './testing/wire-client.ts'

const directory = temporaryDirectory()
afterAll(() => directory.remove())

const start = (args: string[], options: { env?: Record<string, string>; ipc?: boolean } = {}) =>
  spawnProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'main.ts'), ...args],
    ...options,
  })

const portIn = (line: string): number | undefined =>
  line.startsWith('{') ? (JSON.parse(line) as { port: number }).port : undefined

describe('the process', () => {
  it('says where it listens, serves, and stops cleanly on SIGTERM', async () => {
    const first = await start(['--data', directory.path])
    const client = await connectWire(await first.waitForLine(portIn))
    expect(await client.command('db', { insert: 'c', documents: [{ _id: 1 }] })).toEqual({ n: 1, ok: 1 })
    first.signal('SIGTERM')
    await client.closed
    expect(await first.exited).toEqual({ code: 0, signal: null })

    const second = await start(['--data', directory.path, '--port', '0', '--host', '127.0.0.1'])
    const again = await connectWire(await second.waitForLine(portIn))
    expect(await again.command('db', { count: 'c' })).toEqual({ n: 1, ok: 1 })

    const third = await start(['--data', directory.path])
    expect(await third.exited).toEqual({ code: 1, signal: null })
    expect(third.output().trim()).toBe(`The data directory ${directory.path} is in use by another docstore.`)
    again.close()
    await second.stop()
  })

  it.each<[string, string[], Record<string, string>]>([
    [
      'The docstore is for development and tests; in production set MONGODB_URI to a MongoDB.',
      ['--data', '/nowhere'],
      { NODE_ENV: 'production' },
    ],
    ['Say where to keep the data: --data DIR', [], {}],
    ['--port must be a number from 0 to 65535, not x', ['--data', '/nowhere', '--port', 'x'], {}],
  ])('refuses to start: %s', async (sentence, args, env) => {
    const refused = await start(args, { env })
    expect(await refused.exited).toEqual({ code: 78, signal: null })
    expect(refused.output().trim()).toBe(sentence)
  })

  it('ends with its parent when started so', async () => {
    const child = await start(['--data', directory.path, '--with-parent'], { ipc: true })
    await child.waitForLine(portIn)
    child.child.disconnect()
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })
})
