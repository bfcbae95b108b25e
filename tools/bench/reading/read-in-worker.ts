import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { loadReaders } from './readers.ts'
import { shapes } from './shapes.ts'

const cpuMs = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(from)
  return (user + system) / 1000
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const readers = await loadReaders()
parentPort!.on('message', ({ reader, shape, length }: { reader: string; shape: string; length: number }) => {
  const text = shapes.find(({ name }) => name === shape)!.make(length)
  // The text as it comes out of a message: laid out once, and on the heap, where reading it is fastest.
  const flat = JSON.parse(JSON.stringify(text)) as string
  const { read } = readers.find(({ name }) => name === reader)!
  // What the reading before left behind is not this one's.
  collectGarbage()
  const from = process.threadCpuUsage()
  let failed = null
  try {
    read(flat)
  } catch (error) {
    failed = String(error).slice(0, 200)
  }
  parentPort!.postMessage({ ms: cpuMs(from), failed })
})
parentPort!.postMessage({ ready: readers.map(({ name }) => name) })
