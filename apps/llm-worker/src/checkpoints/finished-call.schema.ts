import { collection } from '@synthwright/persistence'

/** What a model answered, kept so that a run that is resumed does not pay for it again. */
export interface FinishedCall {
  /** `<run id>:<hash of what was asked of which model>`: a call belongs to its run and to no other. */
  _id: string
  teamId: string
  runId: string
  answer: unknown
  usage: { inputTokens: number; outputTokens: number; modelCalls: number }
  createdAt: Date
}

const keptSeconds = 7 * 24 * 3_600

export const finishedCalls = collection<FinishedCall>({
  name: 'finished_calls',
  fields: {
    _id: 'string',
    teamId: 'string',
    runId: 'string',
    answer: 'mixed',
    usage: 'mixed',
    createdAt: 'date',
  },
  indexes: [{ keys: { createdAt: 1 }, expireAfterSeconds: keptSeconds, serves: 'Calls older than a week are dropped' }],
})
