import { z } from 'zod'

export type JsonSchema = z.core.JSONSchema.BaseSchema

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>

/** Whether a text is trimmed and has to say something then. */
const saysSomething = ({ _zod: { def } }: z.core.$ZodType): boolean => {
  const checks = (def as { checks?: z.core.$ZodCheck[] }).checks?.map(({ _zod }) => _zod.def.check) ?? []
  const trimmed = checks.indexOf('overwrite')
  return def.type === 'string' && trimmed !== -1 && checks.includes('min_length', trimmed)
}

/** Adds to a JSON Schema what zod checks and does not tell. */
export const completed: Override = ({ jsonSchema, zodSchema }) => {
  const { type } = zodSchema._zod.def
  // Replies may gain fields in a later release, so that a client must not be told to refuse them.
  if (type === 'object' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  if (type === 'record')
    jsonSchema.propertyNames = { ...(jsonSchema.propertyNames as object), pattern: '^(?!__proto__$)' }
  if (saysSomething(zodSchema) && jsonSchema.pattern === undefined) jsonSchema.pattern = '\\S'
}

const inputs = new WeakMap<z.ZodType, JsonSchema>()

/** What a schema accepts, as JSON Schema; made once per schema, when it is first asked for. */
export const inputSchema = (schema: z.ZodType): JsonSchema => {
  const known = inputs.get(schema)
  if (known) return known
  const made = z.toJSONSchema(schema, { io: 'input', override: completed, unrepresentable: 'any' })
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
