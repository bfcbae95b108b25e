import { isAppError } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { finishedCalls, type FinishedCall } from './finished-call.schema.ts'

export type CallKey = Pick<FinishedCall, 'teamId' | 'runId'> & { hash: string }

export interface FinishedCallRepository {
  find(key: CallKey): Promise<Pick<FinishedCall, 'answer' | 'usage'> | undefined>
  /** The first answer stays: whoever comes second for the same call changes nothing. */
  keep(key: CallKey, call: Pick<FinishedCall, 'answer' | 'usage' | 'createdAt'>): Promise<void>
}

const idOf = ({ runId, hash }: CallKey): string => `${runId}:${hash}`

export const createFinishedCallRepository = (store: Store): FinishedCallRepository => {
  const calls = store.teamRepository(finishedCalls)
  return {
    find: (key) => calls.findOne(key.teamId, { _id: idOf(key) }, { fields: ['answer', 'usage'] }),
    keep: async (key, call) => {
      try {
        await calls.insert(key.teamId, { _id: idOf(key), runId: key.runId, ...call })
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
      }
    },
  }
}
