import { z } from 'zod'
import { Retrieval, Span } from '../artifacts/plan.ts'
import { EntityType } from './vocabulary.ts'

export const SearchRequest = z.object({
  query: z.string().trim().min(1).max(1_000),
  types: z.array(EntityType).max(50).default([]),
  category: z
    .string()
    .max(200)
    .nullish()
    .transform((text) => text ?? null),
  status: z
    .string()
    .max(100)
    .nullish()
    .transform((text) => text ?? null),
  project: z
    .string()
    .max(500)
    .nullish()
    .transform((text) => text ?? null),
  limit: z.int().min(1).max(50).default(10),
  offset: z.int().min(0).max(10_000).default(0),
  include_content: z.boolean().default(true),
  content_max_chars: z.int().min(0).max(50_000).default(500),
  include_documents: z.boolean().default(true),
  include_graph: z.boolean().default(true),
  /** No raw memory is kept yet: with or without it, none is found. */
  include_raw_memory: z.boolean().optional(),
  // Filters that are not built yet. Left out of an answer in silence they would make it wrong, so they are refused.
  source: z.string().max(500).nullish(),
  since: z.string().max(100).nullish(),
  as_of: z.string().max(100).nullish(),
  memory_scope: z.string().max(100).nullish(),
  scope_key: z.string().max(500).nullish(),
})
export type SearchRequest = z.output<typeof SearchRequest>

export const SearchHit = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  content: z.string(),
  score: z.number(),
  source: z.string().nullable(),
  url: z.string().nullable(),
  result_origin: z.enum(['graph', 'document', 'raw_memory']),
  metadata: z.looseObject({ spans: z.array(Span) }),
})
export type SearchHit = z.infer<typeof SearchHit>

export const SearchResponse = z.object({
  results: z.array(SearchHit),
  total: z.int(),
  query: z.string(),
  filters: z.record(z.string(), z.unknown()),
  graph_count: z.int(),
  document_count: z.int(),
  raw_memory_count: z.int(),
  limit: z.int(),
  offset: z.int(),
  has_more: z.boolean(),
  retrieval: Retrieval,
})
export type SearchResponse = z.infer<typeof SearchResponse>
