import type { JsonSchema } from './json-schema.ts'

const range = (min: number | undefined, max: number | undefined): string => {
  const bounded = max !== undefined && max < Number.MAX_SAFE_INTEGER
  if (bounded) return ` (${min ?? 0}-${max})`
  return min ? ` (at least ${min})` : ''
}

/** What a schema asks for, in a few words: `string (1-200)`, `integer (1-12)`, `one of a, b`. */
export const expectation = (schema: JsonSchema | undefined): string => {
  if (!schema) return 'another value'
  if (schema.anyOf) return [...new Set(schema.anyOf.map((branch) => expectation(branch as JsonSchema)))].join(' or ')
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  switch (schema.type) {
    case 'string':
      return schema.format ?? `string${range(schema.minLength, schema.maxLength)}`
    case 'array':
      return `array${range(schema.minItems, schema.maxItems)}`
    case 'integer':
    case 'number':
      return `${schema.type}${range(schema.minimum, schema.maximum)}`
    default:
      return String(schema.type ?? 'another value')
  }
}

/** The JSON type of a value, or `undefined`; never the value. */
export const jsonType = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
