import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serviceProcess, type ServiceProcess } from './service-process.ts'

let folder: string
let service: ServiceProcess | undefined
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'synthwright-service-'))))
afterEach(async () => {
  await service?.kill()
  await rm(folder, { recursive: true, force: true })
})

const serving = `
  import { createServer } from 'node:http'
  const server = createServer((_, response) => response.end(process.env.GREETING))
  server.listen(Number(process.env.PORT), '127.0.0.1', () => {
    console.log('listening')
    process.send({ type: 'ready', port: server.address().port })
  })
  process.on('SIGTERM', () => {
    console.log('stopping in peace')
    process.exit(0)
  })`

const make = async (script: string, readyWithinMs?: number) => {
  await writeFile(join(folder, 'main.mjs'), script)
  return (service = serviceProcess({
    name: 'graph',
    script: join(folder, 'main.mjs'),
    port: 0,
    env: { GREETING: 'good morning' },
    logFile: join(folder, 'graph.log'),
    readyWithinMs,
  }))
}

const greeting = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text()
const log = () => readFile(join(folder, 'graph.log'), 'utf8')

it('starts a service, tells its port, and stops it in peace', async () => {
  const graph = await make(serving)
  await graph.restart()
  expect(await greeting(graph.port)).toBe('good morning')
  await graph.stop()
  expect(await log()).toBe('listening\nstopping in peace\n')
  expect(() => process.kill(graph.pid, 0)).toThrow('ESRCH')
})

it('comes back on the same port after it was killed, as another process', async () => {
  const graph = await make(serving)
  await graph.restart()
  const { port, pid } = graph
  await graph.kill()
  await expect(greeting(port)).rejects.toThrow()
  await graph.restart()
  expect(graph.port).toBe(port)
  expect(graph.pid).not.toBe(pid)
  expect(await greeting(port)).toBe('good morning')
})

it('says which service could not start, and what it said last', async () => {
  const graph = await make(`console.error('MONGODB_URI is not a URL.'); process.exit(78)`)
  await expect(graph.restart()).rejects.toThrow('graph ended before it was ready (exit 78)\nMONGODB_URI is not a URL.')
})

it('does not wait for ever', async () => {
  const graph = await make(`console.log('thinking'); setInterval(() => {}, 1_000)`, 300)
  await expect(graph.restart()).rejects.toThrow('graph was not ready within 0.3 s')
})
