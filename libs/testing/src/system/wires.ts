import { startFaultProxy, type FaultProxy } from '../faults/index.ts'

/** The connections of one service, for a test to spoil. */
export interface Wires {
  readonly broker: FaultProxy
  readonly store: FaultProxy
}

/** A fault proxy before the broker and one before the store, for a service of its own. */
export const startWires = async (brokerUrl: string, storeUri: string): Promise<Wires & { stop(): Promise<void> }> => {
  const [broker, store] = await Promise.all([
    startFaultProxy({ target: brokerUrl }),
    startFaultProxy({ target: storeUri }),
  ])
  return { broker, store, stop: async () => void (await Promise.all([broker.stop(), store.stop()])) }
}
