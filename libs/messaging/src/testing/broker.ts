import { brokerContracts, brokerPermissions, serviceNames, taskStream, type ServiceName } from '@synthwright/contracts'
import { captureOutput, startBroker, type Broker } from '@synthwright/testing'
import type { Bus } from '../bus.ts'
import { connectBus } from '../connect-bus.ts'
import { testContracts } from './contracts.ts'

const contracts = [...brokerContracts, ...testContracts]

export const passwordOf = (service: ServiceName): string => `${service}-password`

/** May do everything. */
export const admin = { user: 'admin', password: 'admin-password' }

interface MessagingOptions {
  /** What a service is not allowed though its contracts need it. */
  without?: (service: ServiceName, subject: string) => boolean
  /** Whether a service may send to the reply subject of what it received, which an acknowledgement does as well. */
  mayRespond?: (service: ServiceName) => boolean
}

const usersOf = ({ without = () => false, mayRespond = () => true }: MessagingOptions) => [
  ...serviceNames.map((user) => {
    const { publish, subscribe, ...responses } = brokerPermissions(user, contracts)
    const left = ({ allow }: { allow: readonly string[] }) => ({
      allow: allow.filter((subject) => !without(user, subject)),
    })
    const permissions = { publish: left(publish), subscribe: left(subscribe), ...(mayRespond(user) ? responses : {}) }
    return { user, password: passwordOf(user), permissions }
  }),
  admin,
]

/**
 * One broker for a test file, where each service may do what its contracts say, and a bus for each service that a test
 * asks for; `stop` ends them all.
 */
export const startMessaging = async (options: MessagingOptions = {}) => {
  const output = captureOutput()
  const broker: Broker = await startBroker({ users: usersOf(options) })
  const open: Bus[] = []
  const close = async (): Promise<void> => {
    // Workers first: they report to the engine until their end.
    for (const bus of open.splice(0).reverse()) await bus.stop(0)
  }
  return {
    broker,
    /** What was logged, which is not shown. */
    logged: () => output.lines().map((line) => JSON.parse(line) as { level: string; message: string }),
    /** @param options.as with the user of another service */
    connect: async (service: ServiceName, { as = service }: { as?: ServiceName } = {}): Promise<Bus> => {
      const instance = `test-${open.length}`
      const bus = await connectBus({
        service,
        instance,
        servers: broker.url,
        user: as,
        password: passwordOf(as),
      })
      open.push(bus)
      // As the service does when it starts.
      if (service === taskStream.owner) await bus.ensureStreams()
      return bus
    },
    /** Closes every bus, for the next test to start with none. */
    close,
    stop: async (): Promise<void> => {
      await close()
      await broker.stop()
      output.restore()
    },
  }
}

export type Messaging = Awaited<ReturnType<typeof startMessaging>>
