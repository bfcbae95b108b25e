import { z } from 'zod'

/** The body of every error of the artifacts surface and of the shared runs surface. */
export const ErrorEnvelope = z.object({
  error: z.string(),
  message: z.string().max(200),
  request_id: z.string(),
  remediation: z.string().optional(),
  details: z
    .object({ field: z.string().optional(), expected: z.string().optional(), actual: z.string().optional() })
    .optional(),
})
export type ErrorEnvelope = z.infer<typeof ErrorEnvelope>
