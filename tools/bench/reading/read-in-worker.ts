import { parentPort } from 'node:worker_threads'
import { loadReaders } from './readers.ts'
import { shapes } from './shapes.ts'

const cpuMs = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(from)
  return (user + system) / 1000
}

const readers = await loadReaders()
parentPort!.on('message', ({ reader, shape, length }: { reader: string; shape: string; length: number }) => {
  const text = shapes.find(({ name }) => name === shape)!.make(length)
  // A text that was joined of parts is laid out once, before the clock runs.
  const flat = Buffer.from(text, 'utf16le').toString('utf16le')
  const { read } = readers.find(({ name }) => name === reader)!
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
