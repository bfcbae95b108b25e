import { z } from 'zod'
import { distinct, wholeNumber } from '../core/given.ts'
import { ApiScope, MemoryScope } from '../core/principal.ts'

export const CreateApiKey = z.object({
  name: z.string().trim().min(1).max(255),
  live: z.boolean().default(true),
  scopes: z.array(ApiScope).min(1).max(10).transform(distinct).default(['api:read']),
  /** Empty binds it to none: it reaches what its owner can reach. */
  project_ids: z.array(z.string().min(1).max(200)).max(100).transform(distinct).default([]),
  /** `project` alone for a key bound to projects, else both, unless given. */
  memory_scopes: z.array(MemoryScope).max(10).transform(distinct).optional(),
  /** There are no such spaces here: a key that is to be bound to one is refused rather than left unbound. */
  memory_space_ids: z.array(z.string()).max(0).nullish(),
  expires_days: wholeNumber(1, 365).nullish(),
})
export type CreateApiKey = z.output<typeof CreateApiKey>

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** The start of the key, by which its owner recognises it. */
  prefix: z.string(),
  live: z.boolean(),
  user_id: z.string(),
  scopes: z.array(ApiScope),
  project_ids: z.array(z.string()),
  memory_scopes: z.array(MemoryScope),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

/** With the key itself, which is shown this once. */
export const ApiKeyCreated = ApiKey.extend({ api_key: z.string() })

/** The same list under both its names. */
export const ApiKeyList = z.object({ api_keys: z.array(ApiKey), keys: z.array(ApiKey) })

export const ApiKeyRevoked = z.object({ success: z.literal(true), id: z.string() })
