import { brokerShape, serviceShape, setting } from '@synthwright/config'
import { z } from 'zod'

export const VerifierConfig = z
  .object({
    ...serviceShape,
    ...brokerShape,
    WORKER_CONCURRENCY: setting.integer({
      default: 2,
      description: 'How many tasks this replica works on at once',
      min: 1,
      max: 64,
    }),
    ENGINE_PROBE: setting.oneOf(['on', 'off'], {
      default: 'off',
      description: 'Whether runs that measure the engine are worked on; never in production',
    }),
  })
  .superRefine(({ ENGINE_PROBE, NODE_ENV }, context) => {
    if (ENGINE_PROBE === 'on' && NODE_ENV === 'production')
      context.addIssue({ code: 'custom', path: ['ENGINE_PROBE'], message: 'must be off in production' })
  })
