import { z } from 'zod'
import { Usage } from '../jobs/engine.ts'

/**
 * Who answered a task, and what it took. Tokens and calls of answers that were remembered from an earlier attempt are
 * counted as if they had been paid for again, since that attempt never reported them.
 */
export const ModelUsage = Usage.extend({
  provider: z.string(),
  model: z.string().nullable(),
  /** US dollars; null when a model answered whose price nobody told. */
  costUsd: z.number().min(0).nullable(),
  /** Time from the claim of the input to the result, in milliseconds, waits included. */
  latencyMs: z.number().min(0),
})
export type ModelUsage = z.infer<typeof ModelUsage>
