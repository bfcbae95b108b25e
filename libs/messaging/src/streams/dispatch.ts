import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream'
import { errors, RequestError } from '@nats-io/transport-node'
import { TaskMessage } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { counter, span } from '@synthwright/telemetry'
import type { Bus } from '../bus.ts'
import { unlessLost, type Connection } from '../connection.ts'
import { refusal } from '../refusal.ts'
import { encodeBody, parseAs, requestHeaders } from '../wire.ts'
import type { TaskStreams } from './task-streams.ts'

const acknowledgedWithinMs = 5_000
const patienceMs = 2_000

const dispatched = counter('synthwright.task.dispatched', {
  description: 'Task messages the broker took',
  unit: '{message}',
})

/** No stream takes the subject: nobody is there to acknowledge. */
const streamIsMissing = (error: unknown): boolean =>
  (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) ||
  (error instanceof Error && error.cause instanceof RequestError && error.cause.isNoResponders())

export const createDispatcher =
  (connection: Connection, streams: TaskStreams): Bus['dispatch'] =>
  (task, given, messageId) => {
    const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': task.subject }
    return span(`dispatch ${task.subject}`, { kind: 'producer', attributes }, async () => {
      const message = encodeBody(connection, parseAs(TaskMessage, given, 'A task message'), 'A task message')
      if (!(await connection.whenConnected(patienceMs)))
        throw new AppError('broker_unavailable', 'There is no connection to the broker')
      const publish = () =>
        unlessLost(
          connection,
          streams.client.publish(task.subject, message, {
            msgID: messageId,
            timeout: acknowledgedWithinMs,
            headers: requestHeaders({}),
          }),
        )
      try {
        await publish().catch(async (error: unknown) => {
          if (!streamIsMissing(error)) throw error
          await streams.ensure()
          await publish()
        })
        dispatched.add(1, { task: task.subject })
      } catch (cause) {
        const refused = refusal(cause)
        if (refused) throw refused
        if (cause instanceof errors.ClosedConnectionError || cause instanceof errors.DrainingConnectionError)
          throw new AppError('broker_unavailable', 'The connection to the broker is closed', { cause })
        throw new AppError('outcome_unknown', 'The broker did not acknowledge a task message', { cause })
      }
    })
  }
