import { ErrorEnvelope, type ApiScope, type MemoryScope, type TeamRole } from '@synthwright/contracts'
import type { HttpApp } from '@synthwright/http'
import { newId } from '@synthwright/kernel'
import { connectBus, type Bus } from '@synthwright/messaging'
import { connectStore, type Store } from '@synthwright/persistence'
import type { HealthReport } from '@synthwright/service'
import { startBroker, startStore, type Broker, type RunningStore } from '@synthwright/testing'
import { createAuditLog } from '../audit/audit-log.ts'
import { createAuditRepository, type AuditRepository } from '../audit/audit.repository.ts'
import { recordAuditHandler } from '../audit/handlers/record-audit.ts'
import { createApp, type AppParts } from '../create-app.ts'
import { createIdempotency } from '../idempotency/answer-once.ts'
import { createKeyRecordRepository } from '../idempotency/key-record.repository.ts'
import { createIdentity, type Identity, type IdentityOptions } from '../identity/create-identity.ts'
import { createIdentityRepository, type IdentityRepository } from '../identity/identity.repository.ts'
import { issueKey } from '../identity/issue-key.ts'
import { createAuthSecret } from '../identity/secret/auth-secret.ts'
import { collections } from '../register.ts'
import { describedBy } from './described.ts'
import { fakeServices, type FakeServices } from './fake-services.ts'

interface Seed {
  teamId?: string
  role?: TeamRole
  scopes?: ApiScope[]
  roleCap?: TeamRole
  projectIds?: string[]
  memoryScopes?: MemoryScope[]
  expiresAt?: Date
}

export interface Seeded {
  teamId: string
  userId: string
  credentialId: string
  key: string
}

/** A new user in a team, new unless given, with a key. */
export const seedMember = async (
  identity: IdentityRepository,
  { teamId = newId('team'), role = 'owner', ...grant }: Seed = {},
): Promise<Seeded> => {
  const userId = newId('user')
  await identity.addUser({ _id: userId, name: 'Somebody' })
  await identity.addTeam({ _id: teamId, name: 'Some team', slug: teamId })
  await identity.addMember(teamId, userId, role)
  return { teamId, userId, ...(await issueKey(identity, { teamId, userId, name: 'Some key', ...grant })) }
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into bodies of every shape
  body: any
}

const answerOf = async (response: Response): Promise<Answer> => {
  const { status, headers } = response
  const text = await response.text()
  const body: unknown = headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined
  if (status >= 400) {
    const { request_id } = ErrorEnvelope.strict().parse(body)
    if (request_id !== headers.get('x-request-id')) throw new Error('Header and body name different requests')
  }
  return { status, headers, text, body }
}

/** One gateway of several that share broker and store. */
export interface Replica {
  url: string
  app: HttpApp
  who: Identity
  /** Asks with JSON; a body that is a string or bytes is sent as it is. The answer is held to its description. */
  ask(
    key: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
}

export interface TestGateway extends Replica {
  broker: Broker
  storeServer: RunningStore
  store: Store
  /** The connection of the fakes, over which a test can publish events. */
  bus: Bus
  services: FakeServices
  identity: IdentityRepository
  audit: AuditRepository
  health: { live: HealthReport; ready: HealthReport }
  /** Another gateway beside this one; it ends with this one. */
  replica(changed?: GatewayOptions): Promise<Replica>
  stop(): Promise<void>
}

export interface GatewayOptions extends Partial<
  Pick<
    AppParts,
    | 'waiting'
    | 'streams'
    | 'rateLimits'
    | 'loadLimits'
    | 'connections'
    | 'trustedProxies'
    | 'probing'
    | 'rightsLastMs'
    | 'hiddenCountsPerMinute'
  >
> {
  deadlineMs?: number
  leaseMs?: number
  identity?: Partial<IdentityOptions>
  /** Sees what the gateway does on its connection. */
  watchBus?: (bus: Bus) => Bus
}

const replicaOf = async (app: HttpApp, who: Identity): Promise<Replica> => {
  const holds = describedBy(app.openApi())
  const url = `http://127.0.0.1:${await app.listen(0, '127.0.0.1')}`
  return {
    url,
    app,
    who,
    ask: async (key, method, path, body, headers = {}) => {
      const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: raw ? body : JSON.stringify(body),
      })
      const answer = await answerOf(response)
      holds(method, new URL(path, url).pathname, answer)
      return answer
    },
  }
}

/** What test gateways sign with. */
export const testSecret = createAuthSecret('a secret that only tests know, so long')

/** The gateway's app with a real broker and a real store, and fakes in the place of the services behind it. */
export const startGateway = async (options: GatewayOptions = {}): Promise<TestGateway> => {
  const [broker, storeServer] = await Promise.all([startBroker(), startStore()])
  const connect = (service: 'gateway' | 'graph') => connectBus({ service, instance: 'test', servers: broker.url })
  const [bus, fakeBus, store] = await Promise.all([
    connect('gateway'),
    connect('graph'),
    connectStore({ uri: storeServer.uri, database: 'gateway_test', production: false }),
  ])
  await store.ensureIndexes(...collections)
  const identity = createIdentityRepository(store)
  const audit = createAuditRepository(store)
  await bus.serve([recordAuditHandler(audit)])
  const health: TestGateway['health'] = { live: { ok: true }, ready: { ok: true } }
  const apps: HttpApp[] = []
  const replica = async (changed: GatewayOptions = {}): Promise<Replica> => {
    const {
      deadlineMs = 10_000,
      leaseMs = 10_000,
      watchBus,
      identity: identityOptions,
      ...rest
    } = { ...options, ...changed }
    const who = createIdentity(
      { store, repository: identity, audit, secret: testSecret },
      {
        signUp: 'open',
        oidc: null,
        mail: null,
        allowedOrigins: [],
        secureCookies: true,
        signIns: { atOnce: 2, waiting: 100, waitingPerAddress: 100 },
        ...identityOptions,
      },
    )
    const app = createApp({
      bus: watchBus ? watchBus(bus) : bus,
      identity: who,
      idempotency: createIdempotency({
        records: createKeyRecordRepository(store),
        leaseMs,
        longestWaitMs: leaseMs + deadlineMs,
      }),
      audit: createAuditLog(audit),
      health: { live: () => health.live, ready: async () => health.ready },
      deadlineMs,
      waiting: { perUser: null, perTeam: null },
      streams: { perUser: null, perTeam: null },
      probing: false,
      ...rest,
    })
    apps.push(app)
    return replicaOf(app, who)
  }
  return {
    ...(await replica()),
    replica,
    broker,
    storeServer,
    store,
    bus: fakeBus,
    services: await fakeServices(fakeBus),
    identity,
    audit,
    health,
    stop: async () => {
      await Promise.all(apps.map((app) => app.close(1_000)))
      await Promise.all([bus.stop(100), fakeBus.stop(100)])
      await store.close()
      await Promise.all([broker.stop(), storeServer.stop()])
    },
  }
}
