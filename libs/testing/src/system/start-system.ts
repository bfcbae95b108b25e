import { brokerPermissions, serviceNames, type ServiceName } from '@synthwright/contracts'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBroker, type Broker, type BrokerUser } from '../broker/index.ts'
import { startStore, type RunningStore } from '../store/index.ts'
import { externalBroker, externalStore } from './external.ts'
import { authSecret, firstKey } from './first-key.ts'
import { serviceProcess, type ServiceProcess } from './service-process.ts'
import { startWires, type Wires } from './wires.ts'

const root = join(import.meta.dirname, '../../../..')

export interface SystemOptions {
  /** Keeps broker, store and first API key; a directory of its own, which goes with the system, unless set. */
  dataDir?: string
  /** One log per service; `logs` in the data directory unless set. */
  logsDir?: string
  /** For every service, over what the system sets itself. */
  env?: Record<string, string | undefined>
  /** Any free port unless set. */
  ports?: Partial<Record<ServiceName, number>>
  /** Users of the broker beside those of the services. */
  brokerUsers?: readonly BrokerUser[]
  /** A broker that is there already, with the user and password in `env` if it asks for them. */
  natsUrl?: string
  /** A MongoDB that is there already. */
  mongodbUri?: string
  /** Puts fault proxies between the services and what they depend on: see `wires`. */
  faultProxies?: boolean
}

export interface System {
  /** Of the gateway. */
  readonly url: string
  /** A key of the first administrator. */
  readonly apiKey: string
  readonly services: ReadonlyMap<ServiceName, ServiceProcess>
  readonly broker: Broker
  readonly store: RunningStore
  /** The connections of each service; none without `faultProxies`. */
  readonly wires: ReadonlyMap<ServiceName, Wires>
  readonly logsDir: string
  /** Starts one more process of a service, which goes with the system. It has wires of its own, with `faultProxies`. */
  addReplica(name: ServiceName): Promise<{ process: ServiceProcess; wires: Wires | undefined }>
  stop(): Promise<void>
}

/**
 * While a service starts, its young generation grows to Node's bound of 16 MB, times three, and it keeps that for ever.
 * With these bounds an idle system held 365 MB where it had held 516.
 */
const youngHeapMb: Record<ServiceName, number> = { gateway: 4, jobs: 4, graph: 4, 'llm-worker': 2, verifier: 2 }

const ownDirectory = () => mkdtemp(join(tmpdir(), 'synthwright-system-'))

/** Waits for all of them also when one fails, so that nothing comes up after the failure was dealt with. */
const together = async <T extends readonly Promise<unknown>[]>(...promises: T) => {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

const drawUser = (service: ServiceName) => ({
  user: service,
  password: randomBytes(24).toString('base64url'),
  permissions: brokerPermissions(service),
})

/**
 * Starts broker, store and all services, each service with a broker user that may do what its contracts say and nothing
 * else, and resolves when all are ready.
 * @throws Error naming the service that could not start, with the last lines it printed; nothing is left running
 */
export const startSystem = async (options: SystemOptions = {}): Promise<System> => {
  await using started = new AsyncDisposableStack()
  const ours = <T extends { stop(): Promise<void> }>(thing: T): T => {
    started.defer(() => thing.stop())
    return thing
  }

  const dataDir = options.dataDir ?? (await ownDirectory())
  if (!options.dataDir) started.defer(() => rm(dataDir, { recursive: true, force: true }))
  const logsDir = options.logsDir ?? join(dataDir, 'logs')
  const apiKey = await firstKey(dataDir)
  // Whoever brings a store of their own keeps the secret there, or brings that too.
  const signing = options.mongodbUri || process.env['AUTH_SECRET'] ? {} : { AUTH_SECRET: await authSecret(dataDir) }

  const users = new Map(serviceNames.map((name) => [name, drawUser(name)]))
  const { natsUrl, mongodbUri } = options
  const [broker, store] = await together(
    natsUrl
      ? Promise.resolve(externalBroker(natsUrl))
      : startBroker({
          dataDir: join(dataDir, 'nats'),
          users: [...users.values(), ...(options.brokerUsers ?? [])],
        }).then(ours),
    mongodbUri
      ? Promise.resolve(externalStore(mongodbUri))
      : startStore({ dataDir: join(dataDir, 'store') }).then(ours),
  )

  const proxied = options.faultProxies ? serviceNames : []
  const wires = new Map(
    await together(...proxied.map(async (name) => [name, ours(await startWires(broker.url, store.uri))] as const)),
  )

  const environment = (name: ServiceName, own: Wires | undefined) => ({
    LLM_PROVIDER: 'offline',
    NODE_COMPILE_CACHE: join(root, '.data/compile-cache'),
    NATS_URL: own?.broker.url ?? broker.url,
    ...(natsUrl ? {} : { NATS_USER: users.get(name)!.user, NATS_PASSWORD: users.get(name)!.password }),
    MONGODB_URI: own?.store.url ?? store.uri,
    ...(name === 'gateway' ? { FIRST_API_KEY: apiKey, ...signing } : {}),
    ...options.env,
  })
  const processOf = (
    name: ServiceName,
    own: Wires | undefined,
    { port = 0, log = name }: { port?: number; log?: string },
  ) =>
    serviceProcess({
      name,
      script: join(root, 'apps', name, 'src/main.ts'),
      port,
      env: environment(name, own),
      youngHeapMb: youngHeapMb[name],
      logFile: join(logsDir, `${log}.log`),
    })
  const services = new Map(
    serviceNames.map((name) => [name, processOf(name, wires.get(name), { port: options.ports?.[name] ?? 0 })]),
  )
  const each = (act: (service: ServiceProcess) => Promise<unknown>) => Promise.all([...services.values()].map(act))
  started.defer(async () => void (await each((service) => service.stop())))
  await each((service) => service.restart())

  const running = started.move()
  let replicas = 1
  return {
    url: `http://127.0.0.1:${services.get('gateway')!.port}`,
    apiKey,
    services,
    broker,
    store,
    wires,
    logsDir,
    addReplica: async (name) => {
      const own = options.faultProxies ? await startWires(broker.url, store.uri) : undefined
      if (own) running.defer(() => own.stop())
      const process = processOf(name, own, { log: `${name}-${(replicas += 1)}` })
      running.defer(async () => void (await process.stop()))
      await process.restart()
      return { process, wires: own }
    },
    stop: () => running.disposeAsync(),
  }
}
