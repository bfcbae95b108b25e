import { z } from 'zod'
import { Cursor } from '../core/given.ts'
import { RunView } from './run-view.ts'
import { RunKind, RunStatus } from './vocabulary.ts'

/** Which runs to list. The page begins after the `cursor` that an earlier one ended with. */
export const RunsQuery = z.object({
  kind: RunKind.optional(),
  status: RunStatus.optional(),
  project: z.string().max(500).optional(),
  /** Made at this time or later. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Made before this time. */
  until: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: Cursor.optional(),
})
export type RunsQuery = z.output<typeof RunsQuery>

export const RunsPage = z.object({
  runs: z.array(RunView),
  limit: z.int(),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})
export type RunsPage = z.infer<typeof RunsPage>
