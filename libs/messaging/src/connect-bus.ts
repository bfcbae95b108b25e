import { AppError, backoffMs, delay, isAppError } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { Bus } from './bus.ts'
import { createCaller } from './calls/call.ts'
import { createServer } from './calls/serve.ts'
import { openConnection, type ConnectOptions } from './connection.ts'
import { createEvents } from './events/events.ts'
import { createDispatcher } from './streams/dispatch.ts'
import { createTaskStreams } from './streams/task-streams.ts'
import { createWorker } from './work/worker.ts'

/** After the grace of a stop: how long aborted work may take to hand itself back, and the connection to empty. */
const handBackMs = 3_000
const closeMs = 1_000

/** Whether `work` ended within `ms`. */
const within = async (ms: number, work: Promise<unknown>): Promise<boolean> => {
  const timer = new AbortController()
  const ended = work.then(
    () => true,
    () => true,
  )
  const answer = await Promise.race([
    ended,
    delay(ms, timer.signal).then(
      () => false,
      () => false,
    ),
  ])
  timer.abort()
  return answer
}

/**
 * Connects a service to the broker.
 * @throws AppError `broker_unavailable` when it refuses the credentials or cannot be reached within 30 s
 */
export const connectBus = async (options: ConnectOptions): Promise<Bus> => {
  const connection = await openConnection(options)
  const streams = createTaskStreams(connection, options.service)
  const call = createCaller(connection)
  const events = createEvents(connection)
  const server = createServer(connection)
  const worker = createWorker({
    connection,
    streams,
    call,
    subscribe: events.subscribe,
    worker: `${options.service}/${options.instance}`,
  })

  const reconnected = new Set<() => void>()
  const restore = async (): Promise<void> => {
    // Workers look after their consumers as they pull, and must not wait for the stream's owner before anything else.
    for (let tries = 1; streams.owner && connection.connected; tries += 1) {
      try {
        await streams.ready()
        break
      } catch (error) {
        if (isAppError(error) && error.kind === 'internal') break
        log.warn('The task stream could not be made again; trying on', { tries, error })
        await delay(backoffMs(tries, { baseMs: 100, capMs: 2_000 }))
      }
    }
    if (!connection.connected) return
    for (const listener of reconnected) listener()
  }
  connection.onReconnect(() => void restore())

  const stop = async (graceMs: number): Promise<void> => {
    const drained = Promise.all([worker.drain(), server.drain()])
    if (!(await within(graceMs, drained))) {
      const reason = new AppError('cancelled', 'The service is stopping')
      worker.abort(reason)
      server.abort(reason)
      if (!(await within(handBackMs, drained))) worker.abandon(reason)
    }
    // Draining fails while the broker is away, and then leaves the connection open.
    if (connection.connected) await within(closeMs, connection.nc.drain())
    await connection.nc.close()
  }
  let stopped: Promise<void> | null = null

  return {
    call,
    ...events,
    serve: (handlers) => server.serve(handlers),
    work: (handlers, { concurrency }) => worker.work(handlers, concurrency),
    ensureStreams: () => streams.ensure(),
    dispatch: createDispatcher(connection, streams),
    onReconnect: (listener) => {
      reconnected.add(listener)
      return () => void reconnected.delete(listener)
    },
    health: () => ({
      connected: connection.connected,
      // A connection that was closed by anything but `stop` does not come back.
      wedged: server.dead() || worker.wedged() || (connection.nc.isClosed() && !stopped),
    }),
    stop: (graceMs) => (stopped ??= stop(graceMs)),
  }
}
