import { Worker } from 'node:worker_threads'

interface Told {
  ready?: string[]
  ms?: number
  failed?: string | null
}

/** So much room that what is measured is reading: with a small young heap the copying of survivors is most of it. */
const resourceLimits = { maxYoungGenerationSizeMb: 256, maxOldGenerationSizeMb: 2_048 }

/** A thread that reads; one that does not come back in time is ended and another started. */
export class ReadingThread {
  readonly #longestMs: number
  #worker: Worker | undefined
  #readers: readonly string[] = []

  constructor(longestMs: number) {
    this.#longestMs = longestMs
  }

  async readers(): Promise<readonly string[]> {
    await this.#started()
    return this.#readers
  }

  /** @returns processor time of the thread in milliseconds, Infinity when it takes longer than is waited for */
  async read(reader: string, shape: string, length: number): Promise<number> {
    const worker = await this.#started()
    const told = heard(worker)
    worker.postMessage({ reader, shape, length })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Told>((done) => (timer = setTimeout(() => done({ ms: Infinity }), this.#longestMs)))
    const { ms, failed } = await Promise.race([told, late])
    clearTimeout(timer)
    if (failed) throw new Error(`${reader} failed on ${shape} of ${length}: ${failed}`)
    if (ms === Infinity) await this.end()
    return ms!
  }

  async end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  async #started(): Promise<Worker> {
    if (this.#worker) return this.#worker
    this.#worker = new Worker(new URL('read-in-worker.ts', import.meta.url), { resourceLimits })
    this.#readers = (await heard(this.#worker)).ready!
    return this.#worker
  }
}

const heard = (worker: Worker): Promise<Told> =>
  new Promise((done, fail) => {
    const end = (then: () => void): void => {
      worker.off('message', tell).off('error', refuse)
      then()
    }
    const tell = (told: Told) => end(() => done(told))
    const refuse = (error: Error) => end(() => fail(error))
    worker.on('message', tell).on('error', refuse)
  })
