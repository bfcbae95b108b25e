import type { WireError } from '@synthwright/contracts'
import { toAppError, toWire } from '@synthwright/kernel'
import { parentPort, workerData } from 'node:worker_threads'

/** What came of a text: an error comes as a value, since its class would not survive the way. */
export type Told = { value: unknown } | { refusal: WireError }

const { module } = workerData as { module: string }
const work = import(module) as Promise<Record<string, (given: unknown) => unknown>>

/** The thread behind `createReadingThread`: reads one text at a time and answers in turn. */
parentPort!.on('message', ({ name, given }: { name: string; given: unknown }) => {
  void work
    .then((functions) => functions[name]!(given))
    .then((value) => parentPort!.postMessage({ value } satisfies Told))
    .catch((error: unknown) => parentPort!.postMessage({ refusal: toWire(toAppError(error)) } satisfies Told))
})
