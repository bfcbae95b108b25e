/** A decoded BSON document. Its values are those `bson` decodes to, with 32- and 64-bit integers promoted to numbers. */
export type Document = Record<string, unknown>

/** An embedded document, as opposed to an array, a scalar or one of BSON's own classes. */
export const isDocument = (value: unknown): value is Document => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The field's value, or undefined where it is missing; never something inherited from a prototype. */
export const fieldOf = (document: Document, name: string): unknown =>
  Object.hasOwn(document, name) ? document[name] : undefined

/** True for a path segment that addresses an element of an array: digits without leading zeros. */
export const isArrayIndex = (segment: string): boolean => /^(0|[1-9]\d{0,6})$/.test(segment)
