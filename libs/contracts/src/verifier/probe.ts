import { z } from 'zod'
import { defineTask } from '../core/task.ts'

/** A step that does nothing, for measuring what the engine itself costs. Only where `ENGINE_PROBE` is on. */
export const probeStep = defineTask({
  service: 'verifier',
  name: 'probe-step',
  input: z.null(),
  result: z.null(),
  facts: z.null(),
  maxAttempts: 3,
  attemptTimeoutMs: 10_000,
})
