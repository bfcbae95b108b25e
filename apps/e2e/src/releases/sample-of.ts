import { z } from 'zod'

interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minItems?: number
  format?: string
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
}

const text = ({ format, minLength = 0 }: JsonSchema): string => {
  if (format === 'date-time') return '2026-01-02T03:04:05.678Z'
  if (format === 'email') return 'somebody@example.org'
  if (format === 'uri') return 'https://example.org/'
  return 'text'.padEnd(minLength, '.')
}

type Fields = 'all' | 'required'

const made = (schema: JsonSchema, fields: Fields): unknown => {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const [branch] = schema.anyOf ?? schema.oneOf ?? []
  if (branch) return made(branch, fields)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => made(part, fields)))
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => fields === 'all' || schema.required?.includes(name))
          .map(([name, of]) => [name, made(of, fields)]),
      )
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => made(schema.items ?? {}, fields))
    case 'string':
      return text(schema)
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0, (schema.exclusiveMinimum ?? -1) + 1)
    case 'boolean':
      return true
    default:
      return null
  }
}

/**
 * A body that a schema accepts, with every field that it knows if it may have all of them; undefined when it needs more
 * than its JSON form says.
 */
export const sampleOf = (schema: z.ZodType): unknown => {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const accepted = (['all', 'required'] as const)
    .map((fields) => schema.safeParse(made(json, fields)))
    .find(({ success }) => success)
  return accepted?.data
}
