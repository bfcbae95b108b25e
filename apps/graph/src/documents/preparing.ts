import type { ImportDocument, WireError } from '@synthwright/contracts'
import { AppError, fromWire } from '@synthwright/kernel'
import { Worker } from 'node:worker_threads'
import { prepareDocument, type PreparedDocument } from './document-row.ts'

type Read = Omit<PreparedDocument, 'given' | 'content'>

interface Waiting {
  readonly file: ImportDocument
  readonly done: (prepared: PreparedDocument) => void
  readonly fail: (error: AppError) => void
}

export interface PreparingOptions {
  /** Shorter texts are read at once: handing them over would take longer. Characters. */
  readonly inlineBelow?: number
  /** Files that may wait for the thread: each holds its text in memory. */
  readonly mostWaiting?: number
  /** After so long without a file the thread ends and its memory comes back. */
  readonly idleMs?: number
  readonly script?: URL
}

const retryAfterMs = 2_000
/** A text that takes more ends its thread, and not the service. */
const mostMegabytes = 512

/**
 * Prepares documents for storing: a large one in a thread of its own, so that its service goes on answering meanwhile.
 * The thread starts with the first such text. One that dies takes the file with it that it read, and no other.
 */
export const createPreparing = ({
  inlineBelow = 50_000,
  mostWaiting = 16,
  idleMs = 15_000,
  script = new URL('prepare-in-thread.ts', import.meta.url),
}: PreparingOptions = {}) => {
  const waiting: Waiting[] = []
  let thread: Worker | undefined
  let reading: Waiting | undefined
  let idle: NodeJS.Timeout | undefined
  let stopped = false

  const end = async (): Promise<void> => {
    const ended = thread
    thread = undefined
    await ended?.terminate()
  }

  const lost = (worker: Worker): void => {
    if (worker !== thread) return
    thread = undefined
    const file = reading
    reading = undefined
    file?.fail(new AppError('internal', 'The document could not be read'))
    next()
  }

  const heard = ({ read, refusal }: { read?: Read; refusal?: WireError }): void => {
    const file = reading
    // A thread that is being ended may have answered before: who waited has been refused.
    if (!file) return
    reading = undefined
    // The text itself does not come back: it is here.
    if (read)
      file.done({ ...read, given: file.file, content: file.file.content.slice(read.document.byteOrderMark ? 1 : 0) })
    else file.fail(fromWire(refusal!))
    next()
  }

  const start = (): Worker => {
    const worker = new Worker(script, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
    worker.on('message', heard)
    // An error is followed by an exit.
    worker.on('error', () => undefined)
    worker.on('exit', () => lost(worker))
    // Whoever waits for a file keeps the process alive by other means; an idle thread must not.
    worker.unref()
    return worker
  }

  const next = (): void => {
    clearTimeout(idle)
    if (reading) return
    reading = waiting.shift()
    if (!reading) {
      idle = setTimeout(() => void end(), idleMs).unref()
      return
    }
    thread ??= start()
    thread.postMessage(reading.file)
  }

  return {
    /** @throws AppError `validation_failed` for a file that cannot be kept, `service_unavailable` when too many wait */
    prepare: async (file: ImportDocument): Promise<PreparedDocument> => {
      if (file.content.length < inlineBelow) return prepareDocument(file)
      if (stopped || waiting.length >= mostWaiting)
        throw new AppError('service_unavailable', 'Too many documents are being read', { retryAfterMs })
      return new Promise((done, fail) => {
        waiting.push({ file, done, fail })
        next()
      })
    },
    /** Ends the thread; what waits for it is refused. */
    stop: async (): Promise<void> => {
      stopped = true
      clearTimeout(idle)
      const refused = [...(reading ? [reading] : []), ...waiting.splice(0)]
      reading = undefined
      await end()
      for (const { fail } of refused) fail(new AppError('service_unavailable', 'The service is stopping'))
    },
  }
}
