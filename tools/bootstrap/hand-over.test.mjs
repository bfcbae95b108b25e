import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const handOver = pathToFileURL(join(import.meta.dirname, 'hand-over.mjs'))
const stopSignal = pathToFileURL(join(import.meta.dirname, '../stop-signal.ts'))

/** A script that waits to be stopped, and the process that hands over to it, as the bootstrap does. */
const handed = (folder, script) => {
  writeFileSync(join(folder, 'script.mjs'), script)
  writeFileSync(
    join(folder, 'launcher.mjs'),
    `import { handOver } from '${handOver}'
     process.exitCode = await handOver(process.execPath, [${JSON.stringify(join(folder, 'script.mjs'))}], process.env)`,
  )
  const launcher = spawn(process.execPath, [join(folder, 'launcher.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const seen = new Map()
  launcher.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
    for (const [word, resolve] of seen) if (text.includes(word)) resolve()
  })
  const says = (word) => new Promise((resolve) => (text.includes(word) ? resolve() : seen.set(word, resolve)))
  return { launcher, says, text: () => text, ended: once(launcher, 'close') }
}

const waiting = `
  import { stopSignal } from '${stopSignal}'
  const stopped = stopSignal()
  const alive = setInterval(() => {}, 1_000)
  stopped.addEventListener('abort', () => {
    console.log('stopping')
    setTimeout(() => {
      clearInterval(alive)
      console.log('stopped in peace')
      process.exitCode = 7
    }, 100)
  })
  console.log('up')`

describe('handOver', () => {
  let folder
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'synthwright-hand-over-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('takes a key press that arrives twice for one, and hands back the exit code', async () => {
    const { launcher, says, text, ended } = handed(folder, waiting)
    await says('up')
    launcher.kill('SIGINT')
    launcher.kill('SIGINT')
    expect(await ended).toEqual([7, null])
    expect(text()).toBe('up\nstopping\nstopped in peace\n')
  })

  it('stops the script also when the launcher is killed', async () => {
    const { launcher, says, text, ended } = handed(folder, waiting)
    await says('up')
    launcher.kill('SIGKILL')
    await ended
    expect(text()).toBe('up\nstopping\nstopped in peace\n')
  })

  it('lets a second request end a script that does not stop', async () => {
    const stubborn = `
      import { stopSignal } from '${stopSignal}'
      stopSignal().addEventListener('abort', () => console.log('asked'))
      setInterval(() => {}, 1_000)
      console.log('up')`
    const { launcher, says, ended } = handed(folder, stubborn)
    await says('up')
    launcher.kill('SIGTERM')
    await says('asked')
    const impatience = setInterval(() => launcher.kill('SIGTERM'), 50)
    expect(await ended).toEqual([143, null])
    clearInterval(impatience)
  })
})
