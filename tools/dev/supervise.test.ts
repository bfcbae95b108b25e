import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { supervise } from './supervise.ts'

const sleeper = async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  return child
}

let children: ChildProcess[] = []
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

it('starts again what was killed, and stops when it is told to', async () => {
  const controller = new AbortController()
  const said: string[] = []
  children = [await sleeper()]
  const graph = {
    get pid() {
      return children.at(-1)!.pid!
    },
    restart: async () => {
      children.push(await sleeper())
      if (children.length === 3) controller.abort()
    },
  }
  const supervised = supervise(new Map([['graph', graph]]), {
    signal: controller.signal,
    say: (line) => {
      said.push(line)
      if (line === 'graph is up again') children.at(-1)!.kill('SIGKILL')
    },
    lookEveryMs: 5,
    firstPauseMs: 10,
  })
  children[0]!.kill('SIGKILL')
  await supervised
  expect(said).toEqual([
    'graph has stopped; it is started again in 0.01 s',
    'graph is up again',
    'graph has stopped; it is started again in 0.02 s',
    'graph is up again',
  ])
})
