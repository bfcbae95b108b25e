import { waitUntil } from '@synthwright/testing'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jestLayer } from './jest-layer.ts'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'synthwright-layer-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A layer of its own, made of the files given by name. */
const layerOf = async (files: Record<string, string>, limitMs = 60_000) => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const config = JSON.stringify({ rootDir: folder, testMatch: ['**/*.test.mjs'], transform: {}, forceExit: true })
  const limits = { silenceMs: limitMs, wholeMs: limitMs }
  return jestLayer('some tests', [`--config=${config}`, '--runInBand'], limits)
}

const neverStopped = new AbortController().signal

it('counts what passed, failed and could not even begin, and tells why', async () => {
  const layer = await layerOf({
    'green.test.mjs': `it('holds', () => expect(1).toBe(1)); it.skip('waits', () => {})`,
    'red.test.mjs': `it('does not hold', () => expect('blue').toBe('red'))`,
    'broken.test.mjs': `import './nowhere.mjs'`,
  })
  const { output, ...counts } = await layer.run(neverStopped)
  expect(counts).toEqual({ passed: 1, failed: 2, skipped: 1 })
  expect(output).toMatch(/red\.test\.mjs[^]*● does not hold[^]*Expected: "red"[^]*Received: "blue"/)
  expect(output).toMatch(/broken\.test\.mjs[^]*nowhere\.mjs/)
  expect(output).not.toContain('green.test.mjs')
})

it('ends a file that hangs, keeps what the others found, and leaves no process behind', async () => {
  const layer = await layerOf(
    {
      // Jest begins with the largest file.
      'a.test.mjs': `it('holds', () => expect(1).toBe(1)) // ${'so '.repeat(500)}`,
      'b.test.mjs': `
        import { spawn } from 'node:child_process'
        import { writeFileSync } from 'node:fs'
        const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
        writeFileSync('${join(folder, 'pid')}', String(pid))
        await new Promise(() => {})`,
    },
    6_000,
  )
  const { output, ...counts } = await layer.run(neverStopped)
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
  await waitUntil(() => !isAlive(pid), { what: 'the end of what the hanging file had started' })
  expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 })
  expect(output).toMatch(/b\.test\.mjs did not end\nStopped after 6 s/)
})
