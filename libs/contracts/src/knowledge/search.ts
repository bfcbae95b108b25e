import { z } from 'zod'
import { Retrieval, Span } from '../artifacts/plan.ts'
import { NamedMemoryScope } from './memories.ts'
import { EntityType } from './vocabulary.ts'

const optionalText = (max: number) =>
  z
    .string()
    .max(max)
    .nullish()
    .transform((text) => text ?? null)

const moment = z.iso
  .date()
  .or(z.iso.datetime({ offset: true }))
  .nullish()
  .transform((at) => at ?? null)

export const SearchRequest = z.object({
  query: z.string().trim().min(1).max(1_000),
  types: z.array(EntityType).max(50).default([]),
  category: optionalText(200),
  status: optionalText(100),
  project: optionalText(500),
  /** Where a row comes from: its path, URL or source id, or a folder above it. */
  source: optionalText(500),
  /** Rows that hold since then or later; undated ones do not count. */
  since: moment,
  /** Rows that were known then: a day counts whole. */
  as_of: moment,
  limit: z.int().min(1).max(50).default(10),
  offset: z.int().min(0).max(10_000).default(0),
  include_content: z.boolean().default(true),
  content_max_chars: z.int().min(0).max(50_000).default(500),
  include_documents: z.boolean().default(true),
  include_graph: z.boolean().default(true),
  include_raw_memory: z.boolean().default(true),
  /** Of raw memories, those of one scope only. */
  memory_scope: NamedMemoryScope.nullish().transform((scope) => scope ?? null),
  /** Of raw memories, those of one project only. */
  scope_key: optionalText(500),
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
  /** Somebody called it out of date; it comes after all others. */
  stale: z.literal(true).optional(),
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
