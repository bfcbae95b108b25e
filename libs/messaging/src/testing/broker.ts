import { captureOutput, startBroker, type Broker } from '@synthwright/testing'
import type { Bus } from '../bus.ts'
import { connectBus } from '../connect-bus.ts'

const users = ['gateway', 'jobs', 'graph', 'verifier'].map((user) => ({ user, password: `${user}-password` }))

/** One broker for a test file, and a bus for each service that a test asks for; `stop` ends them all. */
export const startMessaging = async () => {
  const output = captureOutput()
  const broker: Broker = await startBroker({ users })
  const open: Bus[] = []
  const close = async (): Promise<void> => {
    // Workers first: they report to the engine until their end.
    for (const bus of open.splice(0).reverse()) await bus.stop(0)
  }
  return {
    broker,
    /** What was logged, which is not shown. */
    logged: () => output.lines().map((line) => JSON.parse(line) as { level: string; message: string }),
    connect: async (service: string): Promise<Bus> => {
      const instance = `test-${open.length}`
      const bus = await connectBus({
        service,
        instance,
        servers: broker.url,
        user: service,
        password: `${service}-password`,
      })
      open.push(bus)
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
