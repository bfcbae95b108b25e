import { AppError } from '@synthwright/kernel'
import type { z } from 'zod'
import { expectation, jsonType } from './expectation.ts'
import { inputSchema, schemaAt } from './json-schema.ts'

const longestField = 200

/** A request that does not have the shape its contract asks for; it names the place, never the value. */
export const invalid = (field: string, expected: string, actual: string): AppError =>
  new AppError('validation_failed', 'The request does not have the expected shape', {
    details: { field: field.slice(0, longestField), expected, actual },
  })

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as never)[key] : undefined),
    value,
  )

const expectedBy = (schema: z.ZodType, issue: z.core.$ZodIssue): string => {
  if (issue.code === 'custom') return issue.message
  const at = schemaAt(inputSchema(schema), issue.path)
  if (issue.code !== 'invalid_key') return expectation(at)
  const record = schemaAt(inputSchema(schema), issue.path.slice(0, -1))
  return `name: ${expectation(record?.propertyNames as typeof record)}`
}

/**
 * The value as its schema reads it.
 * @param whole what the value is called when the problem is the value itself: `body`, `query`
 * @throws AppError `validation_failed` for the first problem: `field` (dotted path), `expected`, `actual` (a type)
 */
export const validate = <S extends z.ZodType>(schema: S, value: unknown, whole: string): z.output<S> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw invalid(issue.path.join('.') || whole, expectedBy(schema, issue), jsonType(valueAt(value, issue.path)))
}
