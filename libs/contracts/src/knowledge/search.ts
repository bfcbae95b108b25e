import { z } from 'zod'
import { optionalList, optionalText, wholeNumberOr } from '../core/given.ts'
import { Retrieval, Span } from '../artifacts/plan.ts'
import { NamedMemoryScope } from './memories.ts'

const moment = z.iso
  .date()
  .or(z.iso.datetime({ offset: true }))
  .nullish()
  .transform((at) => at ?? null)

export const SearchRequest = z.object({
  query: z.string().trim().min(1).max(1_000),
  /** Of an entity, or `document` or `raw_memory`; one that nothing has finds nothing. */
  types: optionalList(z.string().trim().min(1).max(100), 50),
  category: optionalText(200),
  status: optionalText(100),
  project: optionalText(500),
  /** Where a row comes from: its path, URL or source id, or a folder above it. */
  source: optionalText(500),
  /** The same, under other names. */
  source_id: optionalText(500),
  source_name: optionalText(500),
  language: optionalText(200),
  /** Of tasks, those of somebody. */
  assignee: optionalText(200),
  /** Rows that hold since then or later; undated ones do not count. */
  since: moment,
  /** Rows that were known then: a day counts whole. */
  as_of: moment,
  limit: wholeNumberOr(10, 1, 50),
  offset: wholeNumberOr(0, 0, 10_000),
  include_content: z.boolean().default(true),
  content_max_chars: wholeNumberOr(500, 0, 50_000),
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
