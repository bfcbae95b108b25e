import { z } from 'zod'

/*
 * What a client of Sibyl 1.2.2 needs to find in an answer, by operation: members that its models demand, in the types
 * that they parse. Members with a default in its models may be absent, and none of ours is in its way.
 */

const map = z.record(z.string(), z.unknown())
const strings = z.array(z.string())
const maybe = <S extends z.ZodType>(schema: S) => schema.nullish()

const Gap = z.object({
  section_id: z.string(),
  title: z.string(),
  reason: z.string(),
  query: z.string(),
  missing_source_ids: strings.optional(),
})

const Verification = z.object({
  status: z.enum(['pending', 'gaps', 'pass']),
  source_count: z.int().optional(),
  gap_count: z.int().optional(),
  gaps: z.array(Gap).optional(),
})

const PlanRequest = z.object({
  goal: z.string().min(1).max(1_000),
  output_type: z.string().optional(),
  audience: maybe(z.string()),
  depth: z.enum(['brief', 'standard', 'deep']).optional(),
  seed_query: maybe(z.string()),
  project: maybe(z.string()),
  domain: maybe(z.string()),
  entity_ids: strings.optional(),
  decision_ids: strings.optional(),
  task_ids: strings.optional(),
  artifact_ids: strings.optional(),
  required_sections: z
    .array(z.object({ title: z.string().min(1), prompt: maybe(z.string()), required_source_ids: strings.optional() }))
    .optional(),
  constraints: strings.optional(),
  max_sections: z.int().min(1).max(12).optional(),
  include_neighborhoods: z.boolean().optional(),
})

export const PeerPlan = z.object({
  run_id: z.string(),
  status: z.enum(['planned', 'drafting', 'verified', 'failed']),
  request: PlanRequest,
  outline: z.object({
    title: z.string(),
    output_type: z.string(),
    audience: maybe(z.string()),
    sections: z
      .array(
        z.object({
          section_id: z.string(),
          title: z.string(),
          prompt: z.string(),
          source_query: z.string(),
          source_ids: strings.optional(),
          gaps: z.array(Gap).optional(),
        }),
      )
      .optional(),
  }),
  source_packs: z
    .array(
      z.object({
        section_id: z.string(),
        title: z.string(),
        query: z.string(),
        source_ids: strings.optional(),
        sources: z
          .array(
            z.object({
              id: z.string(),
              type: z.string(),
              name: z.string(),
              content_preview: z.string().optional(),
              score: z.number().optional(),
              source: maybe(z.string()),
              origin: z.string().optional(),
              relation: maybe(z.string()),
              metadata: map.optional(),
            }),
          )
          .optional(),
        hidden_count: z.int().optional(),
        redaction_count: z.int().optional(),
        correction_count: z.int().optional(),
        correction_reasons: z.record(z.string(), z.int()).optional(),
        freshness: z.record(z.string(), z.string().nullable()).optional(),
        unresolved_claims: strings.optional(),
      }),
    )
    .optional(),
  verification: Verification,
})

export const PeerDraft = PeerPlan.extend({
  artifact: z.object({
    artifact_id: z.string(),
    format: z.enum(['markdown', 'json']),
    title: z.string(),
    markdown: z.string(),
    json_payload: map.optional(),
    source_ids: strings.optional(),
    section_source_ids: z.record(z.string(), strings).optional(),
    generated_text_hash: z.string(),
    verification: Verification,
    remembered_memory_id: maybe(z.string()),
    remembered_source_id: maybe(z.string()),
  }),
})

export const PeerHandbook = z.object({
  project: z.string(),
  run_id: z.string(),
  markdown: z.string(),
  source_ids: strings.optional(),
  verification: Verification,
})
