import { runCancelled, taskConsumer, TaskMessage, taskStream } from '@synthwright/contracts'
import { backoffMs, delay, isAppError, newId, systemClock, type AppError } from '@synthwright/kernel'
import { log, span } from '@synthwright/telemetry'
import { abortReason } from '../abort-reason.ts'
import type { Bus, Subscription } from '../bus.ts'
import type { Connection } from '../connection.ts'
import { refusal } from '../refusal.ts'
import type { TaskStreams } from '../streams/task-streams.ts'
import { decodeBody, parseAs, traceOf } from '../wire.ts'
import { startAttempt, type RunningAttempt } from './attempt.ts'
import { createMeter, type Meter } from './meter.ts'
import type { TaskHandler } from './perform.ts'
import { createPuller, type Delivery, type Puller } from './puller.ts'
import { claim } from './report.ts'
import { createWedgeDetector } from './wedge-detector.ts'

/** How long one pull waits for a message. The broker delivers at once; this only bounds what a lost pull costs. */
const pullMs = 20_000
/** A loop that has not pulled, claimed or sent a heartbeat for this long is stuck. */
const wedgedMs = 3 * pullMs

interface WorkerOptions {
  connection: Connection
  streams: TaskStreams
  call: Bus['call']
  subscribe: Bus['subscribe']
  /** Names this process to the engine. */
  worker: string
}

/** The working side of tasks: pull, claim, acknowledge, work, finish. */
export const createWorker = ({ connection, streams, call, subscribe, worker }: WorkerOptions) => {
  const running = new Set<RunningAttempt>()
  const pullers = new Set<Puller>()
  const loops = new Set<Promise<void>>()
  const detector = createWedgeDetector(wedgedMs, systemClock)
  const halted = new AbortController()
  let cancellations: Subscription<{ params: { run: string } }> | null = null
  let stopping = false
  let dead = false

  const release = () => {
    for (const puller of pullers) puller.release()
  }
  // A pull that the broker has forgotten would wait out its time in vain.
  connection.onLost(release)

  const handle = async (
    handler: TaskHandler,
    message: Delivery,
    meter: Meter,
    onActivity: () => void,
  ): Promise<void> => {
    const { contract } = handler
    let task: TaskMessage
    try {
      task = parseAs(TaskMessage, decodeBody(message.data), 'A task message')
    } catch (error) {
      // It will never be understood; the run's outbox knows what it should have said.
      log.error('A task message was not understood and is dropped', { task: contract.name, error })
      return message.ack()
    }
    const sentIn = traceOf(message.headers)
    const claimId = newId('claim')
    const answer = await span(`claim ${contract.name}`, { kind: 'consumer', parent: sentIn }, () =>
      claim(call, contract.service, { ...task, claimId, worker }, halted.signal, onActivity),
    ).catch((error: unknown) => {
      log.warn('A task was not claimed and is given back', { task: contract.name, run: task.run, error })
      message.giveBack(5_000)
      if (refusal(error)) throw error
    })
    if (!answer) return
    message.ack()
    // Refused also when it is not due: the engine sends it again when it is.
    if (!answer.accepted) return meter.refused(answer.reason)
    meter.claimed(answer.attempt, Date.now() - message.storedAt)

    const options = {
      kind: 'consumer' as const,
      parent: answer.traceparent === null ? sentIn : { traceparent: answer.traceparent },
      links: [sentIn],
      attributes: {
        'messaging.system': 'nats',
        'messaging.destination.name': contract.subject,
        'run.id': task.run,
        'run.step': task.step,
        'run.round': task.round,
        'run.task': task.task,
        'task.attempt': answer.attempt,
      },
    }
    await span(`work ${contract.name}`, options, async (span) => {
      const attempt = { ...task, claimId, attempt: answer.attempt }
      const started = startAttempt({
        call,
        handler,
        attempt,
        claim: answer,
        meter,
        span,
        onActivity,
      })
      running.add(started)
      if (halted.signal.aborted) started.abort(abortReason(halted.signal))
      const error = await started.ended.finally(() => running.delete(started))
      if (error) throw error
    }).catch((error: unknown) => {
      // The error of the work was handed in, logged and recorded on the span; any other is a fault of ours.
      if (!isAppError(error)) log.error('An attempt was not seen to its end', { task: contract.name, error })
    })
  }

  const pullOn = async (handler: TaskHandler, puller: Puller, meter: Meter, onActivity: () => void): Promise<void> => {
    let misses = 0
    while (!stopping && !connection.nc.isClosed()) {
      onActivity()
      if (!(await connection.whenConnected(1_000))) continue
      try {
        await streams.ready()
        if (stopping) break
        const message = await puller.next(pullMs)
        misses = 0
        if (message) await handle(handler, message, meter, onActivity)
      } catch (error) {
        // It would be refused again, however often it is tried.
        if (refusal(error)) throw error
        misses += 1
        const level = streams.waiting() ? 'debug' : 'warn'
        log[level]('Pulling tasks failed; the stream is looked after', { task: handler.contract.name, error })
        streams.missed()
        await delay(backoffMs(misses, { baseMs: 50, capMs: 2_000 }))
      }
    }
  }

  const loop = async (handler: TaskHandler, meter: Meter, onActivity: () => void): Promise<void> => {
    const consumer = taskConsumer(handler.contract)
    const puller = createPuller(connection, { stream: taskStream.name, consumer })
    pullers.add(puller)
    try {
      await pullOn(handler, puller, meter, onActivity)
    } finally {
      pullers.delete(puller)
      await puller.close()
    }
  }

  const listenToCancellations = async (cancelled: Subscription<{ params: { run: string } }>): Promise<void> => {
    // An event proves nothing, and may come from anybody: it only makes the worker ask earlier.
    for await (const { params } of cancelled) for (const one of running) if (one.runId === params.run) one.ask()
  }

  return {
    work: async (handlers: readonly TaskHandler[], concurrency: number): Promise<void> => {
      streams.add(handlers.map(({ contract }) => contract))
      if (!cancellations) {
        cancellations = subscribe(runCancelled, { run: '*' })
        void listenToCancellations(cancellations)
      }
      // What is not there yet is looked for by each loop.
      await streams.ready().catch((error: unknown) => {
        if (refusal(error)) throw error
      })
      for (const handler of handlers) {
        const meter = createMeter(`${handler.contract.service}.${handler.contract.name}`)
        const slots = handler.concurrency ?? concurrency
        for (let slot = 0; slot < slots; slot += 1) {
          const key = `${handler.contract.subject}#${slot}`
          const done = loop(handler, meter, () => detector.alive(key))
            .catch((error: unknown) => {
              dead = true
              log.error('A loop that pulls tasks has died', { task: handler.contract.name, error })
            })
            .then(() => detector.ended(key))
            .finally(() => loops.delete(done))
          loops.add(done)
        }
      }
    },
    wedged: (): boolean => dead || (connection.connected && detector.wedged()),
    /** Pulls no more and resolves when the running attempts have ended. */
    drain: async (): Promise<void> => {
      stopping = true
      cancellations?.close()
      release()
      await Promise.allSettled(loops)
    },
    /** Aborts what still runs; each attempt is handed back. */
    abort: (reason: AppError): void => {
      halted.abort(reason)
      for (const one of running) one.abort(reason)
    },
    /** Not even that may go on; the leases will tell the engine. */
    abandon: (reason: AppError): void => {
      for (const one of running) one.abandon(reason)
    },
  }
}
