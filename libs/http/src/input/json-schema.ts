import { z } from 'zod'

export type JsonSchema = z.core.JSONSchema.BaseSchema

const inputs = new WeakMap<z.ZodType, JsonSchema>()

/** What a schema accepts, as JSON Schema; made once per schema, when it is first asked for. */
export const inputSchema = (schema: z.ZodType): JsonSchema => {
  const known = inputs.get(schema)
  if (known) return known
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  inputs.set(schema, made)
  return made
}

const sub = (schema: JsonSchema | boolean | undefined): JsonSchema | undefined =>
  typeof schema === 'object' ? schema : undefined

const step = (schema: JsonSchema, key: PropertyKey): JsonSchema | undefined => {
  for (const branch of schema.anyOf ?? []) {
    const found = step(branch as JsonSchema, key)
    if (found) return found
  }
  if (typeof key === 'number') return sub(schema.items as JsonSchema | undefined)
  const name = String(key)
  if (schema.properties && Object.hasOwn(schema.properties, name)) return sub(schema.properties[name] as JsonSchema)
  return sub(schema.additionalProperties as JsonSchema | boolean | undefined)
}

/** The part of a schema that speaks about the value at `path`. */
export const schemaAt = (schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined =>
  path.reduce<JsonSchema | undefined>((at, key) => at && step(at, key), schema)
