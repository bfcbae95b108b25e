import { z } from 'zod'
import { Verification } from './plan.ts'

/** The handbook of a project; the same bytes for the same state of its knowledge and the same reader. */
export const HandbookResponse = z.object({
  project: z.string(),
  run_id: z.string(),
  markdown: z.string(),
  /** Ids that the text cites, in the order of their first use. */
  source_ids: z.array(z.string()),
  verification: Verification,
})
export type HandbookResponse = z.infer<typeof HandbookResponse>
