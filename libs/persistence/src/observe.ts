import { histogram, span } from '@synthwright/telemetry'
import { storeError } from './store-error.ts'

const durations = histogram('db.client.operation.duration', {
  description: 'Time of one operation on the store, waiting for a connection included',
  unit: 's',
})

export interface Operation {
  collection: string
  name: string
  /** Why all teams are seen; null for an operation inside one team. */
  reason: string | null
}

/** Runs one operation in a client span and on the meter. @throws AppError, whatever the driver threw */
export const observe = async <T>({ collection, name, reason }: Operation, run: () => Promise<T>): Promise<T> => {
  const attributes = { 'db.system.name': 'mongodb', 'db.collection.name': collection, 'db.operation.name': name }
  const startedAt = performance.now()
  const record = (outcome: string) =>
    durations.record((performance.now() - startedAt) / 1_000, { ...attributes, outcome })
  return span(
    `mongo ${collection}.${name}`,
    { kind: 'client', attributes: reason === null ? attributes : { ...attributes, 'synthwright.scope': reason } },
    async () => {
      try {
        const result = await run()
        record('ok')
        return result
      } catch (thrown) {
        const error = storeError(thrown, `${collection}.${name}`)
        record(error.code)
        throw error
      }
    },
  )
}
