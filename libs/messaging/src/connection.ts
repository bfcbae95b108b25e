import { connect, errors, type NatsConnection } from '@nats-io/transport-node'
import { inboxPrefix } from '@synthwright/contracts'
import { AppError, backoffMs, delay } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import { refusal, type Violation } from './refusal.ts'

export interface ConnectOptions {
  service: string
  /** Tells replicas of a service apart, in the broker's list of connections. */
  instance: string
  /** One URL, several, or several separated by commas. */
  servers: string | readonly string[]
  user?: string
  password?: string
}

/** The connection of a process to the broker, which comes back for as long as the process wants it. */
export interface Connection {
  readonly nc: NatsConnection
  readonly connected: boolean
  readonly inboxPrefix: string
  /** The largest payload the broker takes, headers included. */
  readonly maxPayloadBytes: number
  /** True as soon as there is a connection, false when there was none within `timeoutMs`. */
  whenConnected(timeoutMs: number, signal?: AbortSignal): Promise<boolean>
  onReconnect(listener: () => void): () => void
  /** What was sent before may have been done, but its answer will not come. */
  onLost(listener: () => void): () => void
  /** The broker does not allow what this process sent or listened to, which is logged already. */
  onRefused(listener: (violation: Violation) => void): () => void
}

/** How long the first connection is tried: then whoever supervises the process should know. */
const firstConnectionMs = 30_000

const open = async ({ service, instance, servers, user, password }: ConnectOptions): Promise<NatsConnection> => {
  const endsAt = Date.now() + firstConnectionMs
  for (let tries = 1; ; tries += 1) {
    try {
      return await connect({
        servers: typeof servers === 'string' ? servers.split(',') : [...servers],
        name: `${service}/${instance}`,
        ...(user ? { user, pass: password ?? '' } : {}),
        inboxPrefix: inboxPrefix(service),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        reconnectJitter: 250,
        // A broker that comes back before its users are configured must not close the connection for good.
        ignoreAuthErrorAbort: true,
        pingInterval: 10_000,
        timeout: 5_000,
        noAsyncTraces: true,
      })
    } catch (cause) {
      if (cause instanceof errors.AuthorizationError)
        throw new AppError('broker_unavailable', 'The broker refused the user or its password', { cause })
      if (Date.now() >= endsAt) throw new AppError('broker_unavailable', 'The broker cannot be reached', { cause })
      if (tries === 1) log.warn('The broker cannot be reached yet; trying on', { error: cause })
      await delay(backoffMs(tries, { baseMs: 100, capMs: 2_000 }))
    }
  }
}

const isLateReply = ({ operation, subject }: Violation): boolean =>
  operation === 'publish' && subject.startsWith('_INBOX.')

/**
 * Resolves once the broker has read everything that was sent before, on this connection or the one that takes its place.
 * @throws AppError `broker_unavailable` when the connection was closed
 */
export const flushed = async (connection: Pick<Connection, 'nc' | 'whenConnected'>): Promise<void> => {
  for (;;) {
    if (connection.nc.isClosed()) throw new AppError('broker_unavailable', 'The connection was closed')
    if (!(await connection.whenConnected(firstConnectionMs))) continue
    try {
      return await connection.nc.flush()
    } catch (error) {
      log.debug('The broker was lost before it had read everything; asking again', { error })
      await delay(100)
    }
  }
}

const listenTo = <L>(listeners: Set<L>, listener: L): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * Connects to the broker.
 * @throws AppError `broker_unavailable` when it refuses the credentials or cannot be reached within 30 s
 */
export const openConnection = async (options: ConnectOptions): Promise<Connection> => {
  const nc = await open(options)
  const onReconnect = new Set<() => void>()
  const onLost = new Set<() => void>()
  const onRefused = new Set<(violation: Violation) => void>()
  let waiting = new Set<() => void>()
  let connected = true
  // Unknown while the connection is away, when what it was is the best guess.
  let maxPayloadBytes = nc.info?.max_payload ?? 1024 * 1024

  const down = () => {
    if (!connected) return
    connected = false
    for (const listener of onLost) listener()
  }
  const up = () => {
    if (connected) return
    connected = true
    maxPayloadBytes = nc.info?.max_payload ?? maxPayloadBytes
    const released = waiting
    waiting = new Set()
    for (const release of released) release()
    for (const listener of onReconnect) listener()
  }

  const refused = (violation: Violation) => {
    // The right to reply to a message is lost with the connection that brought it, and its sender asks again.
    if (isLateReply(violation)) return log.warn(refusal(violation)!.message)
    log.error(refusal(violation)!.message)
    for (const listener of onRefused) listener(violation)
  }

  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') {
        if (connected) log.warn('The connection to the broker was lost', { server: status.server })
        down()
      } else if (status.type === 'reconnect') {
        log.info('The connection to the broker is back', { server: status.server })
        up()
      } else if (status.type === 'error') {
        if (status.error instanceof errors.PermissionViolationError) refused(status.error)
        else log.warn('The broker reports an error', { error: status.error })
      }
    }
    down()
  })()

  return {
    nc,
    get connected() {
      return connected && !nc.isClosed()
    },
    inboxPrefix: inboxPrefix(options.service),
    get maxPayloadBytes() {
      return maxPayloadBytes
    },
    whenConnected: async (timeoutMs, signal) => {
      if (nc.isClosed()) return false
      if (connected) return true
      let release = () => {}
      const back = new Promise<boolean>((resolve) => (release = () => resolve(true)))
      waiting.add(release)
      const ended = new AbortController()
      const either = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])])
      const timedOut = delay(timeoutMs, either).then(
        () => false,
        () => false,
      )
      const answer = await Promise.race([back, timedOut, nc.closed().then(() => false)])
      ended.abort()
      waiting.delete(release)
      return answer
    },
    onReconnect: (listener) => listenTo(onReconnect, listener),
    onLost: (listener) => listenTo(onLost, listener),
    onRefused: (listener) => listenTo(onRefused, listener),
  }
}

/**
 * What `pending` brings, for requests that the client library leaves waiting for their time to pass when the connection
 * is lost.
 * @throws AppError `outcome_unknown` as soon as that happens
 */
export const unlessLost = async <T>(connection: Pick<Connection, 'onLost'>, pending: Promise<T>): Promise<T> => {
  let forget = () => {}
  const lost = new Promise<never>((_, reject) => {
    forget = connection.onLost(() => reject(new AppError('outcome_unknown', 'The connection was lost')))
  })
  try {
    return await Promise.race([pending, lost])
  } finally {
    forget()
  }
}
