import { AppError, delay, fromWire, toAppError } from '@synthwright/kernel'
import { Worker } from 'node:worker_threads'
import type { Told } from './in-reading-thread.ts'

type Work = Readonly<Record<string, (...given: never[]) => unknown>>

interface Asked {
  /** Who waits: a team that sends many texts leaves places to others. */
  readonly team: string
  /** What there is to read; roughly, in characters. */
  readonly size: number
  /** Nobody waits any more: the text is not read, and a reading under way ends. */
  readonly signal?: AbortSignal | undefined
}

export interface ReadingThreadOptions {
  /** Less is read at once: handing it over would take longer. */
  readonly inlineBelow?: number
  /** Texts that may be with the thread or wait for it: each is held in memory. */
  readonly mostWaiting?: number
  /** How many of them may be those of one team. */
  readonly mostOfTeam?: number
  /** After so long without a text the thread ends and its memory comes back. */
  readonly idleMs?: number
}

interface Reading {
  readonly name: string
  readonly given: unknown
  readonly team: string
  readonly done: (value: unknown) => void
  readonly fail: (error: AppError) => void
}

const retryAfterMs = 2_000
/** A text that takes more ends its thread, and not the service. */
const mostMegabytes = 512

/**
 * Does work on texts from outside: what is long in a thread of its own, one after another, so that its service goes on
 * answering meanwhile. The thread starts with the first long text. One that dies takes the text with it that it read,
 * and no other.
 * @param work   functions of what can be cloned, which give what can be cloned
 * @param module the module that exports them
 */
export const createReadingThread = <W extends Work>(
  work: W,
  module: URL,
  { inlineBelow = 50_000, mostWaiting = 16, mostOfTeam = 4, idleMs = 15_000 }: ReadingThreadOptions = {},
) => {
  const waiting: Reading[] = []
  const running = new Set<Promise<unknown>>()
  let reading: Reading | undefined
  let thread: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let stopped = false

  const end = async (): Promise<void> => {
    const ended = thread
    thread = undefined
    await ended?.terminate()
  }

  const heard = (worker: Worker, told: Told): void => {
    // What was given up may have been answered just before.
    if (worker !== thread || !reading) return
    const { done, fail } = reading
    reading = undefined
    if ('refusal' in told) fail(fromWire(told.refusal))
    else done(told.value)
    next()
  }

  const lost = (worker: Worker): void => {
    if (worker !== thread) return
    thread = undefined
    const text = reading
    reading = undefined
    text?.fail(new AppError('internal', 'The text could not be read'))
    next()
  }

  const start = (): Worker => {
    const worker = new Worker(new URL('in-reading-thread.ts', import.meta.url), {
      workerData: { module: module.href },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    worker.on('message', (told: Told) => heard(worker, told))
    // An error is followed by an exit.
    worker.on('error', () => undefined)
    worker.on('exit', () => lost(worker))
    // Whoever waits for a text keeps the process alive by other means; an idle thread must not.
    worker.unref()
    return worker
  }

  const next = (): void => {
    clearTimeout(idle)
    if (reading) return
    reading = waiting.shift()
    if (!reading) {
      if (!stopped) idle = setTimeout(() => void end(), idleMs).unref()
      return
    }
    const { name, given, fail } = reading
    try {
      thread ??= start()
      thread.postMessage({ name, given })
    } catch (error) {
      // No thread could be had, or what was given cannot be handed over: nobody would ever answer.
      reading = undefined
      fail(toAppError(error))
      next()
    }
  }

  const giveUp = (text: Reading): void => {
    const at = waiting.indexOf(text)
    if (at >= 0) waiting.splice(at, 1)
    else if (text === reading) {
      reading = undefined
      void end()
      next()
    }
    text.fail(new AppError('cancelled', 'Nobody waits for the text any more'))
  }

  const refuseBeyond = (team: string): void => {
    const all = reading ? [reading, ...waiting] : waiting
    if (all.length >= mostWaiting || all.filter((text) => text.team === team).length >= mostOfTeam)
      throw new AppError('service_unavailable', 'Too many long texts are being read', { retryAfterMs })
  }

  const inThread = async (name: string, given: unknown, { team, signal }: Asked): Promise<unknown> => {
    refuseBeyond(team)
    const { promise, resolve: done, reject: fail } = Promise.withResolvers<unknown>()
    const text: Reading = { name, given, team, done, fail }
    const left = () => giveUp(text)
    running.add(promise)
    signal?.addEventListener('abort', left, { once: true })
    try {
      waiting.push(text)
      if (signal?.aborted) left()
      next()
      return await promise
    } finally {
      signal?.removeEventListener('abort', left)
      running.delete(promise)
    }
  }

  return {
    /**
     * What one of the functions gives.
     * @throws AppError what the function throws; `service_unavailable` when too many texts wait; `cancelled` by the
     *   signal; `internal` when the thread dies of the text
     */
    run: async <Name extends keyof W & string>(
      name: Name,
      given: Parameters<W[Name]>[0],
      asked: Asked,
    ): Promise<Awaited<ReturnType<W[Name]>>> =>
      (stopped || asked.size < inlineBelow
        ? work[name]!(given as never)
        : await inThread(name, given, asked)) as Awaited<ReturnType<W[Name]>>,

    /** Ends the thread when all is read, or after `graceMs`, when what is left is refused. What still comes is read at once. */
    stop: async (graceMs = 5_000): Promise<void> => {
      stopped = true
      const timer = new AbortController()
      await Promise.race([Promise.allSettled(running), delay(graceMs, timer.signal).catch(() => undefined)])
      timer.abort()
      clearTimeout(idle)
      const refused = [...(reading ? [reading] : []), ...waiting.splice(0)]
      reading = undefined
      await end()
      for (const { fail } of refused)
        fail(new AppError('service_unavailable', 'The service is stopping', { retryAfterMs }))
    },
  }
}

export type ReadingThread<W extends Work> = ReturnType<typeof createReadingThread<W>>
