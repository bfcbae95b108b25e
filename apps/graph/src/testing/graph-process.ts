import {
  listCitingRuns,
  type Call,
  type CallReply,
  type CallRequest,
  type Principal,
  type ServiceName,
} from '@synthwright/contracts'
import {
  answer,
  connectBus,
  ownCommand,
  type Bus,
  type CallHandler,
  type TaskContext,
  type TaskHandler,
} from '@synthwright/messaging'
import { connectStore, type Store } from '@synthwright/persistence'
import { startBroker, startStore } from '@synthwright/testing'
import { collections } from '../collections.ts'
import { GraphConfig } from '../config.ts'
import { register } from '../register.ts'

/** One replica of the service as `main.ts` runs it, without its process. */
export interface GraphReplica {
  readonly bus: Bus
  readonly store: Store
  /** Does a task as if it had been claimed. */
  work<T>(name: string, input: unknown, principal: Principal): Promise<T>
  /** Asks this replica and no other. */
  ask<C extends Call>(contract: C, request: CallRequest<C>, principal: Principal): Promise<CallReply<C>>
  stop(): Promise<void>
}

/** A broker and a store, a jobs service that has no runs, and as many replicas of this service as a test asks for. */
export const startGraphs = async () => {
  const [broker, atRest] = await Promise.all([startBroker(), startStore()])
  const connect = (service: ServiceName, instance: string) => connectBus({ service, instance, servers: broker.url })
  const [gateway, jobs] = [await connect('gateway', 'caller'), await connect('jobs', 'runs')]
  await jobs.serve([answer(listCitingRuns, async () => ({ runIds: [] }))])
  let started = 0

  return {
    broker,
    atRest,

    /** Starts a replica; with `serving: false` it answers no calls and only keeps up. */
    async replica(database: string, { serving = true } = {}): Promise<GraphReplica> {
      const bus = await connect('graph', `graph-${++started}`)
      const store = await connectStore({ uri: atRest.uri, database, production: false })
      await store.ensureIndexes(...collections)
      const {
        calls: handlers,
        tasks,
        started: ready,
        stopping,
      } = register({ config: GraphConfig.parse({}), bus, store })
      if (serving) await bus.serve(handlers)
      await ready()
      const calls: CallHandler[] = handlers
      const find = (name: string): TaskHandler => tasks.find(({ contract }) => contract.name === name)!
      return {
        bus,
        store,
        work: async <T>(name: string, input: unknown, principal: Principal) => {
          const { contract, work } = find(name)
          const outcome = await work(contract.input.parse(input), { principal } as TaskContext)
          return { result: contract.result.parse(outcome.result), facts: contract.facts.parse(outcome.facts) } as T
        },
        ask: async <C extends Call>(contract: C, request: CallRequest<C>, principal: Principal) => {
          const { handle } = calls.find((call) => call.contract.name === contract.name)!
          const { effect } = contract
          const id = typeof effect === 'string' ? '' : String((request as Record<string, unknown>)[effect.command])
          const context = { principal, signal: new AbortController().signal, command: ownCommand(id) }
          return contract.reply.parse(await handle(contract.request.parse(request), context)) as CallReply<C>
        },
        async stop() {
          await stopping()
          await bus.stop(1_000)
          await store.close()
        },
      }
    },

    ask: <C extends Call>(contract: C, request: CallRequest<C>, principal: Principal): Promise<CallReply<C>> =>
      gateway.call(contract, request, { principal }),

    async stop(): Promise<void> {
      await Promise.all([gateway.stop(0), jobs.stop(0)])
      await Promise.all([broker.stop(), atRest.stop()])
    },
  }
}

export type Graphs = Awaited<ReturnType<typeof startGraphs>>
