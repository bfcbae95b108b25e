import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { taskConsumer, taskStream, type Task } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import { unlessLost, type Connection } from '../connection.ts'
import { refusal } from '../refusal.ts'

const apiTimeoutMs = 5_000

const streamConfig = {
  name: taskStream.name,
  subjects: [...taskStream.subjects],
  retention: RetentionPolicy.Workqueue,
  storage: StorageType.File,
  duplicate_window: nanos(2 * 60_000),
  // A message is sent again for as long as its task waits: one that is a day old tells nothing any more.
  max_age: nanos(24 * 60 * 60_000),
}

const consumerConfig = (task: Task) => ({
  durable_name: taskConsumer(task),
  filter_subject: task.subject,
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  ack_wait: nanos(30_000),
  max_deliver: -1,
  // Both far above what all replicas hold, or ask for, at a time: the broker must never hold work back.
  max_ack_pending: 10_000,
  max_waiting: 4_096,
})

const streamIsMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound

/** Creating what is there, unchanged, is answered like creating it; a change of configuration needs an update. */
const createOrUpdate = async <T>(create: () => Promise<T>, update: () => Promise<T>): Promise<T> => {
  try {
    return await create()
  } catch (error) {
    if (error instanceof JetStreamApiError && !streamIsMissing(error)) return update()
    throw error
  }
}

/**
 * The consumers of this process's tasks, and in the stream's owner the stream itself, made where they are missing. All
 * others wait until the owner has made it.
 */
export const createTaskStreams = (connection: Connection, service: string) => {
  const owner = service === taskStream.owner
  const client = jetstream(connection.nc, { timeout: apiTimeoutMs })
  const tasks = new Map<string, Task>()
  let made: Promise<void> | null = null
  let manager: Promise<JetStreamManager> | null = null
  let waiting = false

  const make = async (): Promise<void> => {
    manager ??= jetstreamManager(connection.nc, { timeout: apiTimeoutMs, checkAPI: false })
    const { streams, consumers } = await manager
    const { name, ...changeable } = streamConfig
    if (owner)
      await createOrUpdate(
        () => streams.add(streamConfig),
        () => streams.update(name, changeable),
      )
    await Promise.all(
      [...tasks.values()].map((task) => {
        const config = consumerConfig(task)
        return createOrUpdate(
          () => consumers.add(name, config),
          () => consumers.update(name, config.durable_name, config),
        )
      }),
    )
  }

  const forget = () => void (made = null)
  connection.onLost(forget)

  const ready = async (): Promise<void> => {
    if (!made) {
      const making = unlessLost(connection, make())
      made = making
      making.catch(() => {
        if (made === making) made = null
      })
    }
    try {
      await made
      waiting = false
    } catch (cause) {
      const refused = refusal(cause)
      if (refused) throw refused
      if (owner || !streamIsMissing(cause))
        throw new AppError('broker_unavailable', 'The task stream could not be made', { cause })
      if (!waiting) log.info(`Waiting for ${taskStream.owner} to make the task stream`)
      waiting = true
      throw new AppError('broker_unavailable', 'The task stream is not there yet', { cause })
    }
  }

  return {
    client,
    /** Whether this process makes the stream. */
    owner,
    /** True while this process waits for its owner to make it. */
    waiting: () => waiting,
    /** Makes what is missing, unless that was done since the connection came up and nobody missed anything. */
    ready,
    /** Makes what is missing, whatever was known before. */
    ensure: (): Promise<void> => {
      forget()
      return ready()
    },
    /** Adds tasks whose consumers this process needs from now on. */
    add: (added: readonly Task[]): void => {
      for (const task of added) tasks.set(task.subject, task)
      forget()
    },
    /** Something was not there: it is looked for, and made, before the next use. */
    missed: forget,
  }
}

export type TaskStreams = ReturnType<typeof createTaskStreams>
