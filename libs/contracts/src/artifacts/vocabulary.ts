import { z } from 'zod'

export const outputTypes = [
  'documentation',
  'report',
  'briefing',
  'roadmap',
  'release_notes',
  'audit_packet',
  'custom',
  'handbook',
] as const
export const OutputType = z.enum(outputTypes)
export type OutputType = z.infer<typeof OutputType>

export const Depth = z.enum(['brief', 'standard', 'deep'])
export type Depth = z.infer<typeof Depth>

/** Why a section or a run is not fully grounded. Closed list. */
export const gapReasons = [
  'required_source_ids_not_found',
  'retrieval_degraded',
  'no_materialized_sources',
  'no_source_supports_requested_section',
  'no_citable_sources',
  'pinned_source_ids_not_found',
  'source_not_citable',
  'section_limit_exceeded',
  'uncited_claim',
  'unknown_citation',
  'citation_outside_pack',
  'quote_mismatch',
  'unsupported_claim',
  'number_mismatch',
  'date_mismatch',
  'name_mismatch',
  'negation_mismatch',
  'source_contradiction',
  'unresolved_claim',
  'stale_source',
  'missing_freshness_metadata',
  'redaction_leak',
  'constraint_violation',
] as const
export const GapReason = z.enum(gapReasons)
export type GapReason = z.infer<typeof GapReason>

/** What a check found in a sentence, in the order in which a sentence's first hard flag is chosen. */
export const flagCodes = [
  'uncited_claim',
  'unknown_citation',
  'citation_outside_pack',
  'quote_mismatch',
  'unsupported_claim',
  'partially_supported',
  'number_mismatch',
  'date_mismatch',
  'name_mismatch',
  'negation_mismatch',
  'source_contradiction',
  'unresolved_claim',
  'stale_source',
  'missing_freshness_metadata',
  'source_changed',
  'redaction_leak',
  'constraint_violation',
  'constraint_unchecked',
  'single_source_section',
  'sentence_removed',
  'goal_term_uncovered',
  'forged_citation',
] as const
export const FlagCode = z.enum(flagCodes)
export type FlagCode = z.infer<typeof FlagCode>

export const noticeCodes = [
  'unknown_field',
  'pin_type_mismatch',
  'pin_outside_project',
  'neighborhood_seed_limit',
  'section_omitted_no_data',
  'section_omitted_cap',
  'draft_fallback_extractive',
  'judge_unavailable',
  'remember_withheld_gaps',
  'pin_not_cited',
  // A source of the text is gone, masked or not for this reader: it was checked, and nothing of it is shown.
  'text_withheld',
  'flags_left_out',
] as const

/** Something the reader of an answer should know; never blocks `pass`. */
export const Notice = z.object({
  code: z.enum(noticeCodes),
  section_id: z.string().nullable(),
  ids: z.array(z.string()),
  detail: z.string().nullable(),
})
export type Notice = z.infer<typeof Notice>

export const Gap = z.object({
  /** Empty for a gap of the whole run; null only in what was stored before answers said it so. */
  section_id: z.string().nullable(),
  title: z.string(),
  reason: GapReason,
  query: z.string(),
  missing_source_ids: z.array(z.string()),
  detail: z.string().nullable(),
})
export type Gap = z.infer<typeof Gap>

export const Severity = z.enum(['hard', 'soft'])

export const Flag = z.object({
  code: FlagCode,
  severity: Severity,
  section_id: z.string().nullable(),
  sentence_index: z.int().nullable(),
  start: z.int().nullable(),
  end: z.int().nullable(),
  excerpt: z.string(),
  source_ids: z.array(z.string()),
  detail: z.string().nullable(),
  /** Where the evidence stands that the sentence was compared with, best first. */
  evidence: z.array(z.object({ id: z.string(), start: z.int(), end: z.int() })).optional(),
})
export type Flag = z.infer<typeof Flag>

/** The one line a section without sources consists of. */
export const absenceLine = 'No source in this knowledge base covers this section.'

/** The one line a document without any source consists of. */
export const absenceStatement = 'No source in this knowledge base covers this document.'

/** Opening words of the optional line that names the audience. */
export const audienceLinePrefix = 'Written for '
