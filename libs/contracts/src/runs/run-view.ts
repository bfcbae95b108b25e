import { z } from 'zod'
import { Usage } from '../jobs/engine.ts'
import { HistoryEntry, RunKind, RunStatus } from './vocabulary.ts'

/** A run as the shared runs surface shows it, whatever its kind. */
export const RunView = z.object({
  run_id: z.string(),
  kind: RunKind,
  status: RunStatus,
  parent_run_id: z.string().nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      round: z.int(),
      status: z.enum(['active', 'done', 'failed']),
      tasks: z.object({ total: z.int(), done: z.int(), failed: z.int() }),
    }),
  ),
  progress: z.object({ done: z.number(), total: z.number() }),
  attempts: z.int(),
  usage: Usage,
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  version: z.int(),
  created_at: z.string(),
  created_by: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
})
export type RunView = z.infer<typeof RunView>

/** The `data` of one server-sent event. Progress events carry no `seq`. */
export const RunEventData = HistoryEntry.or(
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
)
export type RunEventData = z.infer<typeof RunEventData>
