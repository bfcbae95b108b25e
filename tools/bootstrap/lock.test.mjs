import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from './lock.mjs'

describe('withLock', () => {
  let folder
  let file
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'synthwright-lock-'))
    file = join(folder, 'deep/lock')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('lets one in at a time, and says so to the one who waits', async () => {
    const events = []
    let leave
    const inside = new Promise((resolve) => (leave = resolve))
    const first = withLock(file, async () => {
      events.push('first in')
      await inside
      events.push('first out')
    })
    const second = withLock(file, async () => events.push('second in'), {
      onWait: () => {
        events.push('second waits')
        leave()
      },
      everyMs: 5,
    })
    await Promise.all([first, second])
    expect(events).toEqual(['first in', 'second waits', 'first out', 'second in'])
    expect(existsSync(file)).toBe(false)
  })

  it('is free again after a failure', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
    await expect(withLock(file, async () => 'again')).resolves.toBe('again')
  })

  it('takes over from a holder who shows no life any more', async () => {
    await withLock(file, async () => {})
    writeFileSync(file, '')
    utimesSync(file, new Date(0), new Date(0))
    let waited = false
    await withLock(file, async () => {}, { onWait: () => (waited = true) })
    expect(waited).toBe(false)
  })
})
