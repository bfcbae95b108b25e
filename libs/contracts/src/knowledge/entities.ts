import { z } from 'zod'
import { optionalList, unlessNull, wholeNumber } from '../core/given.ts'
import { Metadata } from './metadata.ts'
import { EntityType, RelationshipType, systemEntityTypes } from './vocabulary.ts'

const strings = (max: number, length = 200) => optionalList(z.string().trim().min(1).max(length), max)
const replaced = (max: number, length = 200) => unlessNull(z.array(z.string().trim().min(1).max(length)).max(max))

/** As it is stored and shown. */
export const EntityMetadata = z.record(z.string(), z.unknown())

const name = z.string().trim().min(1).max(200)
const text = z.string().max(50_000)
const category = z.string().trim().max(200)

export const CreateEntity = z.object({
  name,
  description: text.default(''),
  content: text.default(''),
  entity_type: EntityType.default('episode')
    .refine((type) => !systemEntityTypes.includes(type), {
      message: 'made by the system only',
    })
    .meta({ not: { enum: systemEntityTypes } }),
  category: category.nullish().transform((given) => given || null),
  languages: strings(50),
  tags: strings(100),
  metadata: Metadata.default({}),
  /** `ID`, or `<relationship in lower case>:ID`; the edge goes from the new row to ID. */
  related_to: strings(100, 300),
  retrieval_keys: strings(50, 300),
  /** Accepted and without effect: every write is searchable when its answer arrives. */
  sync: z.boolean().optional(),
})
export type CreateEntity = z.output<typeof CreateEntity>

/**
 * What is not given stays. Metadata is merged, and a key with null is taken out; `related_to` replaces the edges that go
 * out, as far as the caller can read where they lead.
 */
export const PatchEntity = z.object({
  name: unlessNull(name),
  description: unlessNull(text),
  content: unlessNull(text),
  category: category.nullable().optional(),
  languages: replaced(50),
  tags: replaced(100),
  metadata: unlessNull(Metadata),
  related_to: replaced(100, 300),
  retrieval_keys: replaced(50, 300),
  expected_revision: unlessNull(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
  sync: z.boolean().optional(),
})
export type PatchEntity = z.output<typeof PatchEntity>

/** Later entities may relate to earlier ones of the list by `ref:<index>` in the place of an id. */
export const BulkEntities = z.object({ entities: z.array(CreateEntity).min(1).max(128) })
export type BulkEntities = z.output<typeof BulkEntities>

export const RelatedRow = z.object({
  id: z.string(),
  name: z.string(),
  entity_type: z.string(),
  relationship: RelationshipType,
  direction: z.enum(['outgoing', 'incoming']),
})
export type RelatedRow = z.infer<typeof RelatedRow>

export const Entity = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  content: z.string(),
  entity_type: EntityType,
  category: z.string().nullable(),
  languages: z.array(z.string()),
  tags: z.array(z.string()),
  metadata: EntityMetadata,
  retrieval_keys: z.array(z.string()),
  revision: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  related: z.array(RelatedRow),
})
export type Entity = z.infer<typeof Entity>

export const ListEntitiesQuery = z.object({
  entity_type: EntityType.optional(),
  language: z.string().max(200).optional(),
  /** Those with a relation that leads to this row. */
  related_to: z.string().max(200).optional(),
  category: z.string().max(200).optional(),
  search: z.string().max(1_000).optional(),
  project_ids: z
    .union([z.string().max(20_000), z.array(z.string().max(200)).max(100)])
    .optional()
    .transform((ids) => (ids === undefined ? undefined : [ids].flat().flatMap((id) => id.split(',')))),
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  sort_by: z.enum(['name', 'created_at', 'updated_at', 'entity_type']).default('updated_at'),
  sort_order: z.enum(['asc', 'desc']).default('desc'),
})
export type ListEntitiesQuery = z.output<typeof ListEntitiesQuery>

export const EntityPage = z.object({
  entities: z.array(Entity.omit({ related: true })),
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  has_more: z.boolean(),
})
export type EntityPage = z.infer<typeof EntityPage>

export const BulkResult = z.object({
  /** Those that were made, in the order of the request. */
  entities: z.array(Entity),
  created: z.int(),
  failed: z.array(z.object({ index: z.int(), error: z.string(), message: z.string() })),
})
export type BulkResult = z.infer<typeof BulkResult>

/** What there is, as far as the caller can read: entities by type, and the relations between them. */
export const EntityCounts = z.object({
  entity_counts: z.record(z.string(), z.int()),
  total_entities: z.int(),
  relationship_counts: z.record(z.string(), z.int()),
  total_relationships: z.int(),
})
export type EntityCounts = z.infer<typeof EntityCounts>
