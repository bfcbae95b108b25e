import type { Predicate } from '../query/match.ts'
import type { Filter } from '../query/filter.ts'
import type { Document } from '../values/document.ts'

/** An index as declared by `createIndexes`, with its key pattern taken apart. */
export interface IndexDefinition {
  readonly name: string
  /** The key pattern as given, for replies: field to 1 or -1, in order. */
  readonly keyPattern: Readonly<Record<string, 1 | -1>>
  readonly fields: readonly string[]
  readonly directions: readonly (1 | -1)[]
  readonly unique: boolean
  readonly sparse: boolean
  readonly expireAfterSeconds: number | undefined
  readonly partial: { readonly expression: Document; readonly filter: Filter; readonly matches: Predicate } | undefined
}

/** The form of `listIndexes`, which is also how the catalogue stores it. */
export const describeIndex = (definition: IndexDefinition): Document => ({
  v: 2,
  key: definition.keyPattern,
  name: definition.name,
  ...(definition.unique && definition.name !== '_id_' ? { unique: true } : {}),
  ...(definition.sparse ? { sparse: true } : {}),
  ...(definition.expireAfterSeconds !== undefined ? { expireAfterSeconds: definition.expireAfterSeconds } : {}),
  ...(definition.partial ? { partialFilterExpression: definition.partial.expression } : {}),
})
