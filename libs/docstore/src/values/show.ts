import { Binary, BSONRegExp, Long, ObjectId, Timestamp } from 'bson'
import type { Document } from './document.ts'

/** A value in the notation of MongoDB's messages: `{ a: "x", n: 1, id: ObjectId('...') }`, cut where it grows long. */
export const showValue = (value: unknown): string => {
  const text = show(value)
  return text.length > 300 ? `${text.slice(0, 297)}...` : text
}

export const showDocument = (document: Document): string => showValue(document)

const show = (value: unknown): string => {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[ ${value.slice(0, 20).map(show).join(', ')} ]`
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`
  if (value instanceof Long) return value.toString()
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`
  const fields = Object.entries(value as Document)
    .slice(0, 20)
    .map(([name, field]) => `${name}: ${show(field)}`)
  return fields.length ? `{ ${fields.join(', ')} }` : '{}'
}
