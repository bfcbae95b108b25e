import { z } from 'zod'
import { Retrieval } from '../artifacts/plan.ts'
import { optionalList, optionalText, wholeNumberOr } from '../core/given.ts'
import { RelationshipType } from './vocabulary.ts'

/** Of a row; one that nothing has finds nothing. */
const types = optionalList(z.string().trim().min(1).max(100), 50)
const relationships = optionalList(z.string().trim().toUpperCase().min(1).max(100), 50)
const depth = wholeNumberOr(1, 1, 3)

export const Direction = z.enum(['outgoing', 'incoming'])

export const ExploreMode = z.enum(['list', 'related', 'traverse', 'dependencies'])

export const ExploreRequest = z
  .object({
    mode: ExploreMode.default('list'),
    entity_id: optionalText(200),
    types,
    relationship_types: relationships,
    depth,
    project: optionalText(500),
    project_ids: optionalList(z.string().trim().min(1).max(200), 100),
    /** Any of these, separated by commas, as in `priority`, `complexity` and `tags`. */
    status: optionalText(500),
    priority: optionalText(500),
    complexity: optionalText(500),
    tags: optionalText(2_000),
    feature: optionalText(200),
    category: optionalText(200),
    language: optionalText(200),
    /** Tasks of this epic, or below this task. */
    epic: optionalText(200),
    no_epic: z.boolean().default(false),
    limit: wholeNumberOr(50, 1, 200),
    offset: wholeNumberOr(0, 0, 10_000),
  })
  .superRefine(({ mode, entity_id }, context) => {
    if (mode !== 'list' && entity_id === null)
      context.addIssue({ code: 'custom', path: ['entity_id'], message: `${mode} starts from an entity` })
  })
  .meta({
    allOf: [
      {
        if: { properties: { mode: { enum: ['related', 'traverse', 'dependencies'] } }, required: ['mode'] },
        then: { properties: { entity_id: { type: 'string', pattern: '\\S' } }, required: ['entity_id'] },
      },
    ],
  })
export type ExploreRequest = z.output<typeof ExploreRequest>

export const ExploreResponse = z.object({
  mode: ExploreMode,
  entities: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      name: z.string(),
      relationship: RelationshipType.nullable(),
      direction: Direction.nullable(),
      distance: z.int(),
      /** Absent in messages of the release before, as the next. */
      description: z.string().optional(),
      /** Its own, with `project_id`, `tags`, `category` and, of a task, what tasks have. */
      metadata: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  total: z.int(),
  filters: z.looseObject({ circular_dependencies: z.array(z.array(z.string())).optional() }),
  limit: z.int(),
  offset: z.int(),
  has_more: z.boolean(),
})
export type ExploreResponse = z.infer<typeof ExploreResponse>

export const ExpandRequest = z.object({
  entity_ids: z.array(z.string().trim().min(1).max(200)).min(1).max(8),
  relationship_types: relationships,
  types,
  depth,
  limit: wholeNumberOr(8, 1, 24),
  content_max_chars: wholeNumberOr(500, 0, 50_000),
  include_incoming: z.boolean().default(true),
  project: optionalText(500),
})
export type ExpandRequest = z.output<typeof ExpandRequest>

const Origin = z.object({ id: z.string(), type: z.string(), name: z.string() })

export const ExpandResponse = z.object({
  origins: z.array(Origin),
  /** Ids that lead to nothing the caller can read. */
  unresolved: z.array(z.string()),
  neighbors: z.array(
    Origin.extend({
      relationship: RelationshipType,
      direction: Direction,
      distance: z.int(),
      score: z.number(),
      content: z.string(),
      metadata: z.looseObject({ via: z.string() }),
    }),
  ),
  total: z.int(),
  depth: z.int(),
  limit: z.int(),
  truncated: z.boolean(),
})
export type ExpandResponse = z.infer<typeof ExpandResponse>

export const ContextIntent = z.enum([
  'build',
  'plan',
  'ideate',
  'research',
  'review',
  'debug',
  'decide',
  'learn',
  'general',
])
export type ContextIntent = z.infer<typeof ContextIntent>

/** `wake` gives what the goal itself says, the others also what that is related to. */
export const ContextLayer = z.enum(['wake', 'recall', 'deep_search'])

const unlimitedTokens = 32_000

export const ContextPackRequest = z.object({
  goal: z.string().trim().min(1).max(1_000),
  intent: ContextIntent.default('general'),
  layer: ContextLayer.default('recall'),
  project: optionalText(500),
  domain: optionalText(200),
  limit: wholeNumberOr(24, 1, 50),
  include_related: z.boolean().default(true),
  /** Of each row, how many of those it is related to. */
  related_limit: wholeNumberOr(5, 0, 5),
  /** Null asks for all that there is room for. */
  markdown_token_budget: z
    .int()
    .min(100)
    .max(unlimitedTokens)
    .nullable()
    .default(4_000)
    .transform((budget) => budget ?? unlimitedTokens),
})
export type ContextPackRequest = z.output<typeof ContextPackRequest>

export const contextFacets = [
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
] as const
/** Those after the twelve stand in messages of the release before only. */
export const ContextFacet = z.enum([...contextFacets, 'knowledge', 'work', 'evidence', 'documents', 'memories'])
export type ContextFacet = z.infer<typeof ContextFacet>

export const ContextPackResponse = z.object({
  goal: z.string(),
  intent: ContextIntent,
  query: z.string(),
  sections: z.array(
    z.object({
      facet: ContextFacet,
      title: z.string(),
      items: z.array(
        Origin.extend({
          content: z.string(),
          score: z.number(),
          facet: ContextFacet,
          /** Why it is here. */
          reason: z.string(),
          source: z.string().nullable(),
          /** Where it comes from and since when; absent in messages of the release before, as `metadata`. */
          quality: z
            .object({
              origin: z.string(),
              source: z.string().nullable(),
              created_at: z.string(),
              updated_at: z.string(),
              valid_at: z.string().nullable(),
              project_id: z.string().nullable(),
            })
            .optional(),
          metadata: z.record(z.string(), z.unknown()).optional(),
          related: z.array(Origin.extend({ relationship: RelationshipType, direction: Direction })),
        }),
      ),
    }),
  ),
  total_items: z.int(),
  /** What was asked; absent in messages of the release before, as the next three. */
  layer: ContextLayer.optional(),
  domain: z.string().nullable().optional(),
  project: z.string().nullable().optional(),
  usage_hint: z.string().optional(),
  /** The same as text, of about as many tokens as were asked for at most. */
  markdown: z.string(),
  retrieval: Retrieval,
})
export type ContextPackResponse = z.infer<typeof ContextPackResponse>
