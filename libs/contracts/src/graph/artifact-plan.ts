import { z } from 'zod'
import { PlanResponse } from '../artifacts/plan.ts'

/** A stretch of a source's stored text, handed to whoever drafts or checks. `text` is exactly `[start, end)` of it. */
export const SourcePassage = z.object({
  start: z.int(),
  end: z.int(),
  text: z.string(),
  heading_path: z.array(z.string()),
})
export type SourcePassage = z.infer<typeof SourcePassage>

/** What a section may be written from: one source with its best passages, best first. */
export const DraftSource = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  revision: z.int(),
  freshness: z.string().nullable(),
  unresolved_claims: z.array(z.string()),
  score: z.number(),
  passages: z.array(SourcePassage),
})
export type DraftSource = z.infer<typeof DraftSource>

export const SectionMaterial = z.object({
  section_id: z.string(),
  title: z.string(),
  prompt: z.string(),
  query: z.string(),
  /** Sentences this section should have. */
  sentences: z.object({ min: z.int(), max: z.int() }),
  sources: z.array(DraftSource),
})
export type SectionMaterial = z.infer<typeof SectionMaterial>

/**
 * A finished plan: the body that its caller sees (its `run_id` is set by whoever stores it), what its sections may be
 * written from, and the state of knowledge it was made of.
 */
export const ArtifactPlan = z.object({
  body: PlanResponse.omit({ run_id: true }),
  material: z.array(SectionMaterial),
  snapshot: z.object({ digest: z.string(), row_count: z.int() }),
  /** Equal for two callers exactly when they may read the same rows. */
  viewDigest: z.string(),
  /** Ids of the rows after which its sections are called, sources or not. Absent in plans of the release before. */
  named_after: z.array(z.string()).optional(),
})
export type ArtifactPlan = z.infer<typeof ArtifactPlan>
