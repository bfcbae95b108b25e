/** The answer of an operator that leaves the field as it is. */
export const unchanged = Symbol('unchanged')
/** The answer of an operator that takes the field away. */
export const removed = Symbol('removed')

/** Where an operator is at work, for its messages and for the one clock of the operation. */
export interface Site {
  readonly path: string
  readonly id: unknown
  readonly now: Date
}

/** The new value of a field (undefined: it is missing), or `unchanged` or `removed`. */
export type Change = (current: unknown, site: Site) => unknown
