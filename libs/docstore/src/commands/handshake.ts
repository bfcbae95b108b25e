import { maxDocumentBytes } from '../values/check-document.ts'
import { maxMessageBytes } from '../wire/message.ts'
import type { Command } from './command.ts'
import { maxWriteBatch } from './write.ts'

/**
 * A standalone server without sessions: drivers then neither open implicit sessions nor retry writes with transaction
 * numbers, and `w: 'majority'` is this server's own word. Wire version 21 is MongoDB 7.0.
 */
export const hello: Command = {
  fields: [
    'helloOk',
    'client',
    'compression',
    'backpressure',
    'topologyVersion',
    'maxAwaitTimeMS',
    'loadBalanced',
    'hostInfo',
    'saslSupportedMechs',
    'speculativeAuthenticate',
  ],
  run: (_, command) => ({
    helloOk: true,
    ...('hello' in command ? { isWritablePrimary: true } : { ismaster: true }),
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: maxWriteBatch,
    localTime: new Date(),
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  }),
}

export const ping: Command = { fields: [], run: () => ({}) }

/** Sessions do not exist here, so there is nothing to end. */
export const endSessions: Command = { fields: [], run: () => ({}) }

export const buildInfo: Command = {
  fields: [],
  run: () => ({
    version: '7.0.0',
    versionArray: [7, 0, 0, 0],
    gitVersion: 'synthwright-docstore',
    modules: ['docstore'],
    bits: 64,
    debug: false,
    maxBsonObjectSize: maxDocumentBytes,
  }),
}

/** What queries have examined, under MongoDB's names, and how many cursors are open. */
export const serverStatus: Command = {
  fields: [],
  run: ({ store, cursors, startedAt }) => ({
    process: 'docstore',
    version: '7.0.0',
    uptimeMillis: Date.now() - startedAt,
    metrics: {
      queryExecutor: { scanned: store.examined.keys, scannedObjects: store.examined.documents },
      cursor: { open: { total: cursors.size } },
    },
  }),
}
