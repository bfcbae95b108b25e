import type { BsonType } from '../values/bson-type.ts'

/**
 * A filter after parsing: only operators of the closed list, every operand checked. `$ne`, `$nin`, `$all` and
 * `$exists: false` are written with the others.
 */
export type Filter =
  | { readonly op: 'and' | 'or' | 'nor'; readonly of: readonly Filter[] }
  | { readonly op: 'not'; readonly of: Filter }
  | FieldFilter

export type RangeOp = 'lt' | 'lte' | 'gt' | 'gte'

/** A test of the values at one path. The path is empty for a bare element inside `$elemMatch: { $gt: ... }`. */
export type FieldFilter =
  | { readonly op: 'eq' | RangeOp; readonly path: string; readonly value: unknown }
  | {
      readonly op: 'in'
      readonly path: string
      readonly values: readonly unknown[]
      readonly patterns: readonly RegExp[]
    }
  | { readonly op: 'exists'; readonly path: string }
  | { readonly op: 'type'; readonly path: string; readonly types: readonly BsonType[] }
  | { readonly op: 'size'; readonly path: string; readonly size: number }
  | { readonly op: 'mod'; readonly path: string; readonly divisor: number; readonly remainder: number }
  | { readonly op: 'regex'; readonly path: string; readonly pattern: RegExp }
  | { readonly op: 'elemMatch'; readonly path: string; readonly filter: Filter; readonly bare: boolean }
