import { spawnProcess, type Broker, type RunningStore, type SpawnedProcess } from '@synthwright/testing'
import { join } from 'node:path'

/** A gateway as a process of its own. */
export const spawnGateway = (
  { broker, store }: { broker: Broker; store: RunningStore },
  env: Record<string, string | undefined>,
): Promise<SpawnedProcess> =>
  spawnProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')],
    env: { NODE_ENV: 'test', NODE_OPTIONS: '', NATS_URL: broker.url, MONGODB_URI: store.uri, PORT: '0', ...env },
    ipc: true,
  })

/** Where it listens, once it is ready. */
export const urlOf = ({ child }: SpawnedProcess): Promise<string> =>
  new Promise((resolve) =>
    child.once('message', (message) => resolve(`http://127.0.0.1:${(message as { port: number }).port}`)),
  )
