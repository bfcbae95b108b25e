import { parseArgs } from 'node:util'
import { startServer } from './server.ts'

const stop = (sentence: string, exitCode = 1): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(exitCode)
}

const { values } = parseArgs({
  options: {
    socket: { type: 'string' },
    data: { type: 'string' },
    'with-parent': { type: 'boolean', default: false },
  },
})

// eslint-disable-next-line no-restricted-syntax -- this process has no configuration of its own; it only asks where it is
if (process.env['NODE_ENV'] === 'production')
  stop('The docstore is for development and tests; in production set MONGODB_URI to a MongoDB.', 78)
if (!values.data) stop('Say where to keep the data: --data DIR', 78)
if (!values.socket?.endsWith('.sock'))
  stop('Say where to listen: --socket FILE, a path that ends with .sock, as drivers expect', 78)
// Everything it makes, socket and files alike, is its owner's alone.
process.umask(0o077)

const server = await startServer({
  listen: { path: values.socket! },
  directory: values.data!,
  onFailure: (error) =>
    stop(`The docstore cannot write its data and stops: ${error instanceof Error ? error.message : String(error)}`),
}).catch((error: unknown) => stop(error instanceof Error ? error.message : String(error)))

let closing = false
const close = (): void => {
  if (closing) process.exit(1)
  closing = true
  void server.close().then(() => process.exit(0))
}
process.on('SIGTERM', close)
process.on('SIGINT', close)
if (values['with-parent']) {
  if (process.channel) process.on('disconnect', close)
  else process.stdin.on('end', close).on('error', close).resume()
}
process.stdout.write(`${JSON.stringify({ socket: values.socket })}\n`)
