import type { Broker } from '../broker/index.ts'
import type { RunningStore } from '../store/index.ts'

const refuse = async () => {
  throw new Error('It is run by somebody else')
}

const external = { pid: 0, kill: refuse, restart: refuse, stop: async () => {} }

/** A broker that somebody else runs: it is used, never ended. */
export const externalBroker = (url: string): Broker => ({ url, ...external })

/** A store that somebody else runs: it is used, never ended. */
export const externalStore = (uri: string): RunningStore => ({ uri, output: () => '', ...external })
