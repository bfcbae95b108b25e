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

const moment = z.iso.datetime({ offset: true })
const scope = z.enum(['private', 'delegated', 'project', 'team', 'organization', 'shared', 'public'])

export const PeerTaskAction = z.object({
  success: z.literal(true),
  action: z.string(),
  task_id: z.string(),
  message: z.string(),
  data: map.optional(),
})

export const PeerEpicAction = PeerTaskAction.omit({ task_id: true }).extend({ epic_id: z.string() })

export const PeerNote = z.object({
  id: z.string(),
  task_id: z.string(),
  content: z.string(),
  author_type: z.string(),
  author_name: z.string(),
  created_at: z.string(),
  status: maybe(z.string()),
})

export const PeerNotes = z.object({ notes: z.array(PeerNote), count: z.int() })

export const PeerEntity = z.object({
  id: z.string(),
  name: z.string().max(200),
  description: z.string().optional(),
  content: z.string().max(50_000).optional(),
  entity_type: z.string(),
  category: maybe(z.string()),
  languages: strings.optional(),
  tags: strings.optional(),
  metadata: map.optional(),
  source_file: maybe(z.string()),
  created_at: maybe(moment),
  updated_at: maybe(moment),
  related: maybe(
    z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        entity_type: z.string(),
        relationship: z.string(),
        direction: z.enum(['outgoing', 'incoming']),
      }),
    ),
  ),
})

export const PeerEntityPage = z.object({
  entities: z.array(PeerEntity),
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  has_more: z.boolean(),
})

/** Its command line shows these of every item, beside what the model demands. */
export const PeerExplore = z.object({
  mode: z.string(),
  entities: z.array(
    z.looseObject({ id: z.string(), type: z.string(), name: z.string(), description: z.string(), metadata: map }),
  ),
  total: z.int(),
  filters: map,
  limit: z.int().optional(),
  offset: z.int().optional(),
  has_more: z.boolean().optional(),
})

export const PeerSearch = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      name: z.string(),
      content: z.string(),
      score: z.number(),
      source: maybe(z.string()),
      url: maybe(z.string()),
      result_origin: z.enum(['graph', 'document', 'raw_memory']).optional(),
      metadata: map.optional(),
    }),
  ),
  total: z.int(),
  query: z.string(),
  filters: map,
  graph_count: z.int().optional(),
  document_count: z.int().optional(),
  raw_memory_count: z.int().optional(),
})

const facet = z.enum([
  'active_work',
  'prior_art',
  'artifacts',
  'constraints',
  'decisions',
  'domain',
  'gotchas',
  'ideation',
  'planning',
  'procedures',
  'recent_memory',
  'verification',
])

export const PeerContext = z.object({
  goal: z.string(),
  intent: z.string(),
  layer: z.enum(['wake', 'recall', 'deep_search']),
  query: z.string(),
  domain: maybe(z.string()),
  project: maybe(z.string()),
  sections: z.array(
    z.object({
      facet,
      title: z.string(),
      items: z.array(
        z.object({
          id: z.string(),
          type: z.string(),
          name: z.string(),
          content: z.string(),
          score: z.number(),
          facet,
          reason: z.string(),
          source: maybe(z.string()),
          quality: z.object({ created_at: maybe(z.string()), project_id: maybe(z.string()) }).optional(),
          metadata: map.optional(),
          related: z
            .array(
              z.object({
                id: z.string(),
                type: z.string(),
                name: z.string(),
                relationship: z.string(),
                direction: z.string(),
              }),
            )
            .optional(),
        }),
      ),
    }),
  ),
  total_items: z.int().optional(),
  usage_hint: z.string(),
  markdown: maybe(z.string()),
})

export const PeerMemory = z.object({
  id: z.string(),
  organization_id: z.string(),
  source_id: z.string(),
  principal_id: z.string(),
  memory_scope: scope,
  scope_key: maybe(z.string()),
  title: z.string().optional(),
  raw_content: z.string(),
  tags: strings.optional(),
  metadata: map.optional(),
  provenance: map.optional(),
  capture_surface: maybe(z.string()),
  captured_at: maybe(moment),
  created_at: maybe(moment),
  score: z.number().optional(),
  snippet: maybe(z.string()),
  revision: z.int().min(1).optional(),
})

export const PeerRecall = z.object({
  query: z.string(),
  memories: z.array(PeerMemory),
  limit: z.int(),
  policy_reason: maybe(z.string()),
  source_degraded: z.boolean().optional(),
  source_failure_count: z.int().optional(),
  source_failures: z.array(map).optional(),
})

export const PeerAudit = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      organization_id: maybe(z.string()),
      user_id: maybe(z.string()),
      action: z.string(),
      source_ids: strings.optional(),
      derived_ids: strings.optional(),
      policy_allowed: maybe(z.boolean()),
      policy_reason: maybe(z.string()),
      details: map.optional(),
      created_at: maybe(moment),
    }),
  ),
  limit: z.int(),
})

export const PeerStats = z.object({
  entity_counts: z.record(z.string(), z.int()),
  total_entities: z.int(),
  relationship_counts: maybe(z.record(z.string(), z.int())),
  total_relationships: maybe(z.int()),
})
