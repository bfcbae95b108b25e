import { createServer } from 'node:net'
import type { SystemOptions } from '@synthwright/testing'

const preferredPort = 3000

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** Port of the gateway: as set, else 3000 when nobody has it, else any free one. */
export const gatewayPort = async (env: NodeJS.ProcessEnv): Promise<number> => {
  const set = Number(env['GATEWAY_PORT'] ?? env['PORT'] ?? 0)
  return set || ((await isFree(preferredPort)) ? preferredPort : 0)
}

/** What a person's environment says about a system: which model, whose broker, whose store. */
export const settingsFrom = (env: NodeJS.ProcessEnv): Pick<SystemOptions, 'env' | 'natsUrl' | 'mongodbUri'> => ({
  env: { LLM_PROVIDER: env['LLM_PROVIDER'] ?? 'offline' },
  natsUrl: env['NATS_URL'],
  mongodbUri: env['MONGODB_URI'],
})
