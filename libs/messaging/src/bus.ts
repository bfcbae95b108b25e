import type { Call, CallReply, CallRequest, Event, Principal, Task, TaskMessage } from '@synthwright/contracts'
import type { z } from 'zod'
import type { CallHandler } from './calls/answer.ts'
import type { TaskHandler } from './work/perform.ts'

export interface CallOptions {
  /** On whose behalf; needed by every call whose contract says so, and never sent with a system call. */
  principal?: Principal
  /** Gives the call up. The handler may still finish it. */
  signal?: AbortSignal
  /** Instead of the contract's. */
  timeoutMs?: number
}

export interface Subscription<T> extends AsyncIterable<T> {
  /** Ends the iteration. */
  close(): void
}

type EventParams<E extends Event> = Record<E['params'][number], string>

/** One connection to the broker and everything a service does over it. */
export interface Bus {
  /**
   * Asks the service that answers `contract`.
   * @returns the reply, parsed by the contract
   * @throws AppError the service's own; `service_unavailable` when nobody listened for two seconds (nothing was done);
   *   `outcome_unknown` when no reply came in time (perhaps it was done); `broker_unavailable` without a connection;
   *   `message_too_large`; `contract_violated` for a request or reply of another shape, or a missing principal;
   *   `internal` when the broker does not allow this service to make it; the reason of `signal`. What a lost
   *   connection left unknown is repeated within the time, and a read, halfway, also what was not answered yet.
   */
  call<C extends Call>(contract: C, request: CallRequest<C>, options?: CallOptions): Promise<CallReply<C>>
  /**
   * Starts to answer calls; the replicas of a service share them.
   * @throws AppError `internal` when the broker does not allow this service to answer one of them
   */
  serve(handlers: readonly CallHandler[]): Promise<void>
  /**
   * Starts to work on tasks: one message is pulled for each free slot, claimed from the run engine, acknowledged, kept
   * alive by heartbeats and finished.
   * @param options.concurrency slots per task, unless its handler has its own
   * @throws AppError `internal` when the broker does not allow this service to take them
   */
  work(handlers: readonly TaskHandler[], options: { concurrency: number }): Promise<void>
  /**
   * Makes the consumers of this process's tasks, and in the stream's owner the task stream, where they are missing. Also
   * done by `work`, after every reconnect and when the broker says that one is not there.
   * @throws AppError `broker_unavailable` when it cannot be made now, or its owner has not made it yet
   */
  ensureStreams(): Promise<void>
  /**
   * Tells workers that there is work.
   * @param messageId the same id twice within two minutes is one message
   * @throws AppError `outcome_unknown` without the broker's acknowledgement, `broker_unavailable` without a connection,
   *   `internal` when the broker does not allow it to this service
   */
  dispatch(task: Pick<Task, 'subject'>, message: TaskMessage, messageId: string): Promise<void>
  /** Wakes whoever listens now. Never throws: an event may be lost, and what it tells can always be asked for. */
  publish<E extends Event>(event: E, params: EventParams<E>, body: z.input<E['body']>): void
  /**
   * Listens to an event; a param of `*` listens to all. A reader who is too slow loses the oldest events.
   * @throws AppError `contract_violated` for a param that could not be part of a subject
   */
  subscribe<E extends Event>(
    event: E,
    params: EventParams<E>,
  ): Subscription<{ params: EventParams<E>; body: z.output<E['body']> }>
  /** Calls `listener` after each reconnect, streams ensured: whatever was sent meanwhile may be lost. */
  onReconnect(listener: () => void): () => void
  /** `wedged`: a loop that should pull or answer has not moved for too long, though the connection is there. */
  health(): { connected: boolean; wedged: boolean }
  /**
   * Stops pulling and listening, lets running tasks and calls end, aborts after `graceMs` what is left (its tasks are
   * handed back as cancelled, to be taken up elsewhere), and closes the connection.
   */
  stop(graceMs: number): Promise<void>
}
