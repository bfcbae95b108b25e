import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdDataDir } from './hold-data-dir.ts'

let dataDir: string
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'synthwright-data-'))))
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const hold = () => {
  const place = holdDataDir(dataDir)
  if ('heldBy' in place) throw new Error('somebody has it')
  return place.held
}

it('tells a second one where the first is to be found', () => {
  const held = hold()
  expect(holdDataDir(dataDir)).toEqual({ heldBy: undefined })
  held.announce('http://127.0.0.1:3000')
  expect(holdDataDir(dataDir)).toEqual({ heldBy: 'http://127.0.0.1:3000' })
  held.release()
})

it('can be taken again once it was released', () => {
  hold().release()
  hold().release()
})

it('is not kept by a process that was killed', () => {
  const script = `
    const { holdDataDir } = await import(${JSON.stringify(join(import.meta.dirname, 'hold-data-dir.ts'))})
    holdDataDir(${JSON.stringify(dataDir)}).held.announce('http://gone')
    process.kill(process.pid, 'SIGKILL')`
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script])
  expect(signal).toBe('SIGKILL')
  hold().release()
})
