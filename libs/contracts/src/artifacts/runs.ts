import { z } from 'zod'
import { Cursor } from '../core/given.ts'
import { Artifact, Engine } from './draft.ts'
import { Outline, Retrieval, SourcePack, Verification } from './plan.ts'
import { CheckedSentence } from './verify.ts'
import { Notice, OutputType } from './vocabulary.ts'

export const ArtifactRunKind = z.enum(['plan', 'draft', 'verify', 'handbook'])
export type ArtifactRunKind = z.infer<typeof ArtifactRunKind>

export const ArtifactRunStatus = z.enum(['planned', 'drafting', 'verified', 'failed'])
export type ArtifactRunStatus = z.infer<typeof ArtifactRunStatus>

const fromQuery = <T extends z.ZodType>(schema: T) => schema.optional()

export const ListRunsQuery = z.object({
  kind: fromQuery(ArtifactRunKind),
  status: fromQuery(ArtifactRunStatus),
  verification_status: fromQuery(z.enum(['pending', 'gaps', 'pass'])),
  output_type: fromQuery(OutputType),
  project: fromQuery(z.string().max(500)),
  since: fromQuery(z.iso.datetime({ offset: true })),
  until: fromQuery(z.iso.datetime({ offset: true })),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: fromQuery(Cursor),
})
export type ListRunsQuery = z.output<typeof ListRunsQuery>

export const RunSummary = z.object({
  run_id: z.string(),
  parent_run_id: z.string().nullable(),
  kind: ArtifactRunKind,
  status: ArtifactRunStatus,
  output_type: OutputType.nullable(),
  title: z.string().nullable(),
  goal: z.string().nullable(),
  project: z.string().nullable(),
  verification: z.object({ status: z.enum(['pending', 'gaps', 'pass']), source_count: z.int(), gap_count: z.int() }),
  artifact_id: z.string().nullable(),
  remembered_memory_id: z.string().nullable(),
  snapshot_digest: z.string().nullable(),
  degraded: z.boolean(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
  created_by: z.string(),
})
export type RunSummary = z.infer<typeof RunSummary>

export const RunPage = z.object({
  runs: z.array(RunSummary),
  limit: z.int(),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})
export type RunPage = z.infer<typeof RunPage>

/** One stored run: what its call answered (null where it has not ended or is withheld) and how it went. */
export const RunRecord = z.object({
  run_id: z.string(),
  status: ArtifactRunStatus,
  kind: ArtifactRunKind,
  parent_run_id: z.string().nullable(),
  request: z.record(z.string(), z.unknown()).nullable(),
  outline: Outline.nullish(),
  source_packs: z.array(SourcePack).nullish(),
  verification: Verification.nullish(),
  snapshot_digest: z.string().nullish(),
  retrieval: Retrieval.nullish(),
  notices: z.array(Notice).nullish(),
  artifact: Artifact.nullish(),
  /** Text and cited ids of a handbook. */
  markdown: z.string().nullish(),
  source_ids: z.array(z.string()).nullish(),
  project: z.string().nullish(),
  engine: Engine.nullish(),
  text_hash: z.string().nullish(),
  sentences: z.array(CheckedSentence).nullish(),
  artifact_id: z.string().nullish(),
  remembered_memory_id: z.string().nullish(),
  remembered_source_id: z.string().nullish(),
  created_by: z.string(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  progress: z.object({ sections_done: z.int(), sections_total: z.int() }),
  snapshot: z.object({ digest: z.string(), taken_at: z.string(), row_count: z.int() }).nullable(),
  timings_ms: z.object({
    plan: z.number().nullable(),
    draft: z.number().nullable(),
    verify: z.number().nullable(),
    remember: z.number().nullable(),
  }),
  stale: z.object({ is_stale: z.boolean(), changed_source_ids: z.array(z.string()) }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  withheld: z.boolean(),
})
export type RunRecord = z.infer<typeof RunRecord>
