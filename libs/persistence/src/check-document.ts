import { AppError } from '@synthwright/kernel'
import type { AnyCollection, FieldKind } from './collection.ts'

type Check = (value: unknown) => boolean

const kinds: Readonly<Record<FieldKind, { name: string; holds: Check }>> = {
  string: { name: 'String', holds: (value) => typeof value === 'string' },
  number: { name: 'Number', holds: (value) => typeof value === 'number' && !Number.isNaN(value) },
  boolean: { name: 'Boolean', holds: (value) => typeof value === 'boolean' },
  date: { name: 'Date', holds: (value) => value instanceof Date && !Number.isNaN(value.getTime()) },
  mixed: { name: 'Mixed', holds: () => true },
  strings: {
    name: '[String]',
    holds: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  },
  binary: { name: 'Buffer', holds: (value) => value instanceof Uint8Array },
}

/**
 * Whether whole documents are what a collection declares, without making mongoose documents of them, which would take most
 * of the time of a write.
 * @throws AppError `internal` that names the fields and what they take, never the values
 */
export const documentChecker = ({ fields }: AnyCollection): (<D extends object>(document: D, what: string) => D) => {
  const declared = new Map(Object.entries(fields as Record<string, FieldKind>))
  const isAbsent = (name: string, value: unknown) => value === undefined || (value === null && name !== '_id')
  return (document, what) => {
    const wrong: string[] = []
    for (const [name, value] of Object.entries(document)) {
      const kind = declared.get(name)
      if (kind === undefined) wrong.push(`${name} (not declared)`)
      else if (!isAbsent(name, value) && !kinds[kind].holds(value)) wrong.push(`${name} (${kinds[kind].name})`)
    }
    if ((document as { _id?: unknown })._id === undefined) wrong.push('_id (required)')
    if (wrong.length === 0) return document
    throw new AppError('internal', `${what} was refused because of ${wrong.join(', ')}`, { details: { fields: wrong } })
  }
}
