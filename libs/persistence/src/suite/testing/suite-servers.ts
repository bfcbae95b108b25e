import { startStore } from '@synthwright/testing'
import { connect } from 'node:net'

/** A server the suite runs against, or why it cannot. */
export type SuiteServer = { name: string; uri: string; stop(): Promise<void> } | { name: string; missing: string }

const image = 'mongo:8'
const nothingToStop = () => Promise.resolve()

/**
 * The docstore always, the MongoDB that `TEST_MONGODB_URI` names, and one in a container where Docker is.
 * @param env the environment of the tests
 */
export const suiteServers = async (env: NodeJS.ProcessEnv): Promise<SuiteServer[]> => {
  const store = await startStore()
  const uri = env['TEST_MONGODB_URI']
  return [
    { name: 'docstore', uri: store.uri, stop: () => store.stop() },
    uri
      ? { name: 'the MongoDB of TEST_MONGODB_URI', uri, stop: nothingToStop }
      : { name: 'the MongoDB of TEST_MONGODB_URI', missing: 'TEST_MONGODB_URI is not set' },
    await containedMongo(env['DOCKER_HOST']),
  ]
}

const containedMongo = async (dockerHost = 'unix:///var/run/docker.sock'): Promise<SuiteServer> => {
  const name = `${image} in a container`
  if (!(await answers(dockerHost))) return { name, missing: 'no Docker engine answers' }
  try {
    const { GenericContainer, Wait } = await import('testcontainers')
    const container = await new GenericContainer(image)
      .withExposedPorts(27_017)
      .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
      .start()
    const uri = `mongodb://${container.getHost()}:${container.getMappedPort(27_017)}/`
    return { name, uri, stop: async () => void (await container.stop()) }
  } catch (error) {
    return {
      name,
      missing: `the container cannot be started: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

const answers = (host: string): Promise<boolean> => {
  const { protocol, hostname, port, pathname } = new URL(host)
  const socket = protocol === 'unix:' ? connect(pathname) : connect(Number(port || 2_375), hostname)
  return new Promise((resolve) => {
    const answer = (found: boolean) => {
      socket.destroy()
      resolve(found)
    }
    socket.setTimeout(1_000, () => answer(false))
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}
