import { spawnProcess } from '@synthwright/testing'
import { chmodSync, readdirSync, statSync } from 'node:fs'
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

const socketIn = (line: string): string | undefined =>
  line.startsWith('{') ? (JSON.parse(line) as { socket: string }).socket : undefined

const socket = join(directory.path, 'run', 'docstore.sock')

describe('the process', () => {
  it('says where it listens, serves, and stops cleanly on SIGTERM', async () => {
    const first = await start(['--data', directory.path, '--socket', socket])
    const client = await connectWire(await first.waitForLine(socketIn))
    expect(await client.command('db', { insert: 'c', documents: [{ _id: 1 }] })).toEqual({ n: 1, ok: 1 })
    first.signal('SIGTERM')
    await client.closed
    expect(await first.exited).toEqual({ code: 0, signal: null })

    const second = await start(['--data', directory.path, '--socket', socket])
    const again = await connectWire(await second.waitForLine(socketIn))
    expect(await again.command('db', { count: 'c' })).toEqual({ n: 1, ok: 1 })

    const third = await start(['--data', directory.path, '--socket', socket])
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
    [
      'Say where to listen: --socket FILE, a path that ends with .sock, as drivers expect',
      ['--data', '/nowhere', '--socket', '/nowhere/x'],
      {},
    ],
  ])('refuses to start: %s', async (sentence, args, env) => {
    const refused = await start(args, { env })
    expect(await refused.exited).toEqual({ code: 78, signal: null })
    expect(refused.output().trim()).toBe(sentence)
  })

  it('is nobody else’s: socket, folders and files are closed to others, also those of an earlier release', async () => {
    chmodSync(directory.path, 0o755)
    for (const file of readdirSync(directory.path).filter((name) => name.endsWith('.sqlite')))
      chmodSync(join(directory.path, file), 0o644)
    const server = await start(['--data', directory.path, '--socket', socket])
    await server.waitForLine(socketIn)
    const client = await connectWire(socket)
    await client.command('db', { insert: 'c', documents: [{}] })
    const open = readdirSync(directory.path, { recursive: true, withFileTypes: true })
      .map(({ parentPath, name }) => join(parentPath, name))
      .concat(directory.path)
      .filter((path) => (statSync(path).mode & 0o077) !== 0)
    expect(open).toEqual([])
    expect(statSync(socket).isSocket()).toBe(true)
    client.close()
    await server.kill()
    const again = await start(['--data', directory.path, '--socket', socket])
    expect(await again.waitForLine(socketIn)).toBe(socket)
    await again.stop()
  })

  it('ends with its parent when started so', async () => {
    const child = await start(['--data', directory.path, '--socket', socket, '--with-parent'], { ipc: true })
    await child.waitForLine(socketIn)
    child.child.disconnect()
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })
})
