import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { spawnProcess } from './spawn-process.ts'
import { waitUntil } from './wait-until.ts'

const node = process.execPath
const evaluate = (script: string) => spawnProcess({ command: node, args: ['--input-type=module', '-e', script] })
const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('spawnProcess', () => {
  it('reads lines, and tells how the process ended', async () => {
    const child = await evaluate('console.log(JSON.stringify({ port: 7 })); setTimeout(() => process.exit(3), 50)')
    const port = await child.waitForLine((line) => (JSON.parse(line) as { port: number }).port)
    expect(port).toBe(7)
    expect(await child.exited).toEqual({ code: 3, signal: null })
    expect(child.running).toBe(false)
    await child.stop()
  })

  it('does not wait for a line of a process that has ended', async () => {
    const child = await evaluate('console.error("no config"); process.exit(78)')
    await expect(child.waitForLine((line) => (line === 'ready' ? line : undefined))).rejects.toThrow(/78[^]*no config/)
  })

  it('kills a process that does not stop', async () => {
    const child = await evaluate('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)')
    await child.waitForLine((line) => line === 'up' || undefined)
    await child.stop(100)
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })

  it('leaves nothing behind when its own process is killed', async () => {
    const module = join(import.meta.dirname, 'spawn-process.ts')
    const parent = await evaluate(`
      const { spawnProcess } = await import(${JSON.stringify(module)})
      const child = await spawnProcess({ command: 'sleep', args: ['600'] })
      console.log(child.pid)
      setInterval(() => {}, 1000)`)
    const pid = await parent.waitForLine((line) => Number(line) || undefined)
    expect(lives(pid)).toBe(true)
    await parent.kill()
    await waitUntil(() => !lives(pid), { what: 'the end of the grandchild' })
  })

  it('fails when there is no such command', async () => {
    await expect(spawnProcess({ command: 'no-such-command-of-ours' })).rejects.toThrow('ENOENT')
  })
})

describe('waitUntil', () => {
  it('returns what it found', async () => {
    let looked = 0
    expect(await waitUntil(() => (looked += 1) > 2 && 'found', { everyMs: 1 })).toBe('found')
  })

  it('says what it waited for, and why it did not come', async () => {
    const look = () => Promise.reject(new Error('still closed'))
    await expect(waitUntil(look, { timeoutMs: 20, what: 'the door' })).rejects.toMatchObject({
      message: 'Waited 20 ms in vain for the door',
      cause: { message: 'still closed' },
    })
  })
})

describe('freePort', () => {
  it('is a port', async () => {
    expect(await freePort()).toBeGreaterThan(1_023)
  })
})
