import { z } from 'zod'
import { optionalList, optionalText, wholeNumberOr } from '../core/given.ts'
import { Metadata } from './metadata.ts'
import { MemoryScope } from '../core/principal.ts'

const moment = z.iso.date().or(z.iso.datetime({ offset: true }))

/** Scopes that are named in the world; of these only `private` and `project` can be written to and read from. */
export const NamedMemoryScope = z.enum(['private', 'project', 'team', 'delegated', 'shared', 'organization', 'public'])
export type NamedMemoryScope = z.infer<typeof NamedMemoryScope>

export const CreateMemory = z.object({
  raw_content: z.string().min(1).max(500_000),
  title: optionalText(300),
  /** Where it came from; drawn unless given. */
  source_id: optionalText(200),
  memory_scope: NamedMemoryScope.default('private'),
  scope_key: optionalText(500),
  project_id: optionalText(500),
  tags: optionalList(z.string().trim().min(1).max(100), 50),
  metadata: Metadata.default({}),
  provenance: Metadata.default({}),
  capture_surface: z.string().trim().min(1).max(100).default('api'),
  /** Accepted and without effect: every write is searchable when its answer arrives. */
  sync: z.boolean().optional(),
})
export type CreateMemory = z.output<typeof CreateMemory>

export const Memory = z.object({
  id: z.string(),
  source_id: z.string(),
  principal_id: z.string(),
  memory_scope: MemoryScope,
  scope_key: z.string().nullable(),
  title: z.string().nullable(),
  raw_content: z.string(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  provenance: z.record(z.string(), z.unknown()),
  capture_surface: z.string(),
  captured_at: z.string(),
  created_at: z.string(),
  revision: z.int(),
})
export type Memory = z.infer<typeof Memory>

export const RecallRequest = z.object({
  query: z.string().trim().min(1).max(1_000),
  memory_scope: NamedMemoryScope.nullish().transform((scope) => scope ?? null),
  scope_key: optionalText(500),
  project_id: optionalText(500),
  /** Tags that a memory must have, all of them. */
  labels: optionalList(z.string().trim().min(1).max(100), 50),
  occurred_after: moment.nullish().transform((at) => at ?? null),
  occurred_before: moment.nullish().transform((at) => at ?? null),
  limit: wholeNumberOr(10, 1, 50),
})
export type RecallRequest = z.output<typeof RecallRequest>

export const RecalledMemory = Memory.extend({
  score: z.number(),
  snippet: z.string(),
  /** `raw_content` is the beginning only; the whole is at its own address. */
  raw_content_truncated: z.literal(true).optional(),
  /** Somebody called it out of date; it comes after all others. */
  stale: z.literal(true).optional(),
})
export type RecalledMemory = z.infer<typeof RecalledMemory>

const shown = { title: z.string(), organization_id: z.string() }

/** A memory as it is answered: its title a text, empty where it has none. */
export const ShownMemory = Memory.extend(shown)

export const RecallResponse = z.object({
  query: z.string(),
  memories: z.array(RecalledMemory),
  limit: z.int(),
  /** `granted`, or why memories that may exist were not looked at. */
  policy_reason: z.enum(['granted', 'memory_scope_not_granted']),
  source_degraded: z.boolean(),
  source_failure_count: z.int(),
  source_failures: z.array(z.object({ lane: z.string(), cause: z.string() })),
})
export type RecallResponse = z.infer<typeof RecallResponse>

export const ShownRecall = RecallResponse.extend({ memories: z.array(RecalledMemory.extend(shown)) })
