import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnProcess } from '../processes/index.ts'
import { waitUntil } from '../processes/wait-until.ts'
import { connectRaw } from './connect-raw.ts'

const password = 'a-password-that-only-this-test-draws'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'synthwright-killed-'))))
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))

const filesWithPassword = async (): Promise<string[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const))
  return texts.filter(([, text]) => text.includes(password)).map(([file]) => file)
}

it('leaves no file with a password while it runs, nor when its launcher is killed', async () => {
  const script = `
    const { startBroker } = await import(${JSON.stringify(join(import.meta.dirname, 'start-broker.ts'))})
    const broker = await startBroker({ users: [{ user: 'somebody', password: '${password}' }] })
    console.log(JSON.stringify({ pid: broker.pid, url: broker.url }))`
  const launcher = await spawnProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script],
    env: { TMPDIR: folder, NODE_OPTIONS: '' },
  })
  const { pid, url } = await launcher.waitForLine((line) =>
    line.startsWith('{') ? (JSON.parse(line) as { pid: number; url: string }) : undefined,
  )
  // It has read the password all the same.
  const connection = await connectRaw(url, { user: 'somebody', password })
  connection.close()
  expect(await filesWithPassword()).toEqual([])
  await launcher.kill()
  await waitUntil(() => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  })
  expect(await filesWithPassword()).toEqual([])
})
