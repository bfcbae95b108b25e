import { noteEffect } from '@synthwright/kernel'
import { histogram, span } from '@synthwright/telemetry'
import { whileSending } from './sending.ts'
import { storeError } from './store-error.ts'

const durations = histogram('db.client.operation.duration', {
  description: 'Time of one operation on the store, waiting for a connection included',
  unit: 's',
})

export interface Operation {
  collection: string
  name: string
  /** Whether it may change anything: without an answer its outcome is unknown then. */
  writes: boolean
  /** Why all teams are seen; null for an operation inside one team. */
  reason: string | null
}

/** Runs one operation in a client span and on the meter. @throws AppError, whatever the driver threw */
export const observe = async <T>(
  { collection, name, writes, reason }: Operation,
  run: () => Promise<T>,
): Promise<T> => {
  const attributes = { 'db.system.name': 'mongodb', 'db.collection.name': collection, 'db.operation.name': name }
  const startedAt = performance.now()
  const record = (outcome: string) =>
    durations.record((performance.now() - startedAt) / 1_000, { ...attributes, outcome })
  return span(
    `mongo ${collection}.${name}`,
    { kind: 'client', attributes: reason === null ? attributes : { ...attributes, 'synthwright.scope': reason } },
    async () => {
      const sending = { started: 0, told: 0 }
      try {
        const result = await whileSending(sending, run)
        record('ok')
        if (writes) noteEffect()
        return result
      } catch (thrown) {
        const error = storeError(thrown, `${collection}.${name}`, { ...sending, writes })
        record(error.code)
        if (error.kind === 'unknown_outcome') noteEffect()
        throw error
      }
    },
  )
}
