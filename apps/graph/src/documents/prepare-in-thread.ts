import type { ImportDocument } from '@synthwright/contracts'
import { toAppError, toWire } from '@synthwright/kernel'
import { parentPort } from 'node:worker_threads'
import { prepareDocument } from './document-row.ts'

/** The thread behind `createPreparing`: reads one file at a time and answers in turn. */
parentPort!.on('message', (file: ImportDocument) => {
  try {
    const { hash, title, document } = prepareDocument(file)
    parentPort!.postMessage({ read: { hash, title, document } })
  } catch (error) {
    parentPort!.postMessage({ refusal: toWire(toAppError(error)) })
  }
})
