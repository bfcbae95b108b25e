import { z } from 'zod'
import { Flag, Gap, Notice, OutputType } from './vocabulary.ts'

export const Span = z.object({ start: z.int().min(0), end: z.int().min(0), passage_id: z.string().optional() })
export type Span = z.infer<typeof Span>

export const SourceMetadata = z.object({
  spans: z.array(Span).optional(),
  pinned: z.boolean().optional(),
  required: z.boolean().optional(),
  redacted: z.boolean().optional(),
  via: z.string().optional(),
  home_section_id: z.string().optional(),
  project_id: z.string().nullable().optional(),
  status: z.string().optional(),
  revision: z.int().optional(),
  content_hash: z.string().optional(),
  freshness_basis: z.string().nullable().optional(),
})

export const PackSource = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  content_preview: z.string(),
  score: z.number().min(0).max(1),
  source: z.string().nullable(),
  origin: z.enum(['graph', 'document', 'raw_memory']),
  relation: z.string().nullable(),
  metadata: SourceMetadata,
})
export type PackSource = z.infer<typeof PackSource>

export const SourcePack = z.object({
  section_id: z.string(),
  title: z.string(),
  query: z.string(),
  source_ids: z.array(z.string()),
  sources: z.array(PackSource),
  hidden_count: z.int(),
  redaction_count: z.int(),
  correction_count: z.int(),
  correction_reasons: z.record(z.string(), z.int()),
  freshness: z.record(z.string(), z.string().nullable()),
  unresolved_claims: z.array(z.string()),
})
export type SourcePack = z.infer<typeof SourcePack>

export const OutlineSection = z.object({
  section_id: z.string(),
  title: z.string(),
  prompt: z.string(),
  source_query: z.string(),
  source_ids: z.array(z.string()),
  gaps: z.array(Gap),
})
export type OutlineSection = z.infer<typeof OutlineSection>

export const Outline = z.object({
  title: z.string(),
  output_type: OutputType,
  audience: z.string().nullable(),
  sections: z.array(OutlineSection),
})
export type Outline = z.infer<typeof Outline>

/** The verdict on a run. The last four members are there once verification was applied. */
export const Verification = z.object({
  status: z.enum(['pending', 'gaps', 'pass']),
  source_count: z.int(),
  gap_count: z.int(),
  gaps: z.array(Gap),
  method: z.enum(['lexical', 'lexical+judge']).optional(),
  checked_sentence_count: z.int().optional(),
  supported_sentence_count: z.int().optional(),
  flags: z.array(Flag).optional(),
})
export type Verification = z.infer<typeof Verification>

const Lane = z.enum(['ok', 'off', 'partial', 'failed'])

export const Retrieval = z.object({
  lanes: z.object({ lexical: Lane, exact: Lane, vector: Lane, graph: Lane }),
  degraded: z.boolean(),
  failures: z.array(
    z.object({
      lane: z.string(),
      section_id: z.string().nullable(),
      cause: z.enum(['timeout', 'error', 'index_building']),
    }),
  ),
})
export type Retrieval = z.infer<typeof Retrieval>

/** The request as it was understood, every default filled in. */
export const EchoedRequest = z.record(z.string(), z.unknown())

export const PlanResponse = z.object({
  run_id: z.string(),
  status: z.enum(['planned', 'drafting', 'verified', 'failed']),
  request: EchoedRequest,
  outline: Outline,
  source_packs: z.array(SourcePack),
  verification: Verification,
  snapshot_digest: z.string(),
  retrieval: Retrieval,
  notices: z.array(Notice),
})
export type PlanResponse = z.infer<typeof PlanResponse>
