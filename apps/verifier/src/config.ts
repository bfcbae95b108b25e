import { brokerShape, serviceShape, setting } from '@synthwright/config'
import { z } from 'zod'

export const VerifierConfig = z.object({
  ...serviceShape,
  ...brokerShape,
  WORKER_CONCURRENCY: setting.integer({
    default: 2,
    description: 'How many tasks this replica works on at once',
    min: 1,
    max: 64,
  }),
})
