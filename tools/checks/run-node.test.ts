import { waitUntil } from '@synthwright/testing'
import { runNode } from './run-node.ts'

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

// Starts a second process, tells its id, and then both wait for ever.
const silent = `
  const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  console.log('child', pid)
  setInterval(() => {}, 1000)`

it('hands back the code and what was said', async () => {
  const said = `console.log('out'); console.error('err'); process.exit(3)`
  expect(await runNode(['-e', said])).toEqual({ code: 3, output: 'out\nerr\n', stopped: null })
})

it('stops a program that has fallen silent, with all it has started', async () => {
  const { code, output, stopped } = await runNode(['-e', silent], { silenceLimitMs: 500 })
  expect({ code, stopped }).toEqual({ code: 1, stopped: 'Stopped after 0.5 s without a word.' })
  const pid = Number(/child (\d+)/.exec(output)![1])
  await waitUntil(() => !isAlive(pid))
})

it('does not stop one that goes on talking', async () => {
  const talking = `let n = 0; const timer = setInterval(() => { console.log(++n); if (n === 8) clearInterval(timer) }, 100)`
  expect(await runNode(['-e', talking], { silenceLimitMs: 600 })).toMatchObject({ code: 0 })
})

it('stops one that talks for too long', async () => {
  const { stopped } = await runNode(['-e', `setInterval(() => console.log('and'), 50)`], { limitMs: 500 })
  expect(stopped).toBe('Stopped after 0.5 s, the time limit.')
})

it('does not wait for what a program has left running, and ends it', async () => {
  const leaving = `
    const { spawn } = require('node:child_process')
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    console.log('child', left.pid)
    left.unref()`
  const { code, output } = await runNode(['-e', leaving])
  expect(code).toBe(0)
  const pid = Number(/child (\d+)/.exec(output)![1])
  await waitUntil(() => !isAlive(pid))
})

it('stops when it is told to', async () => {
  const controller = new AbortController()
  const running = runNode(['-e', silent], { signal: controller.signal })
  controller.abort()
  expect((await running).code).toBe(1)
})
