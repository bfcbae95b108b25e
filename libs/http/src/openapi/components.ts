import { z } from 'zod'
import { completed, type JsonSchema } from '../input/json-schema.ts'

type Io = 'input' | 'output'

export interface Components {
  /** The JSON Schema of a request (`input`) or reply (`output`); named parts of it become references. */
  convert(schema: z.ZodType, io: Io): JsonSchema
  /** Every named schema that was met. */
  schemas(): Record<string, JsonSchema>
}

const relinked = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(relinked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string'
        ? member.replace('#/$defs/', '#/components/schemas/')
        : relinked(member),
    ]),
  )
}

/**
 * Collects the schemas of an API under their names.
 * @param names exported schemas by name; those that are no part of a route do not show
 */
export const createComponents = (names: Record<string, z.ZodType>): Components => {
  const ids = new Map(Object.entries(names).map(([name, schema]) => [schema, name]))
  const collected: Record<string, JsonSchema> = {}
  // Names are looked up beside the descriptions, so that schemas need no registration of their own.
  const metadata = {
    get: (schema: z.ZodType) => ({
      ...z.globalRegistry.get(schema),
      ...(ids.has(schema) ? { id: ids.get(schema) } : {}),
    }),
  } as unknown as typeof z.globalRegistry

  const collect = (name: string, schema: JsonSchema): void => {
    const known = collected[name]
    if (known && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`The schema ${name} reads differently in requests and in replies; give one of them another name`)
    collected[name] = schema
  }

  return {
    convert: (schema, io) => {
      // Inside an object even a named schema becomes a reference.
      const { properties, $defs } = relinked(
        z.toJSONSchema(z.object({ it: schema }), { io, metadata, override: completed, unrepresentable: 'any' }),
      ) as { properties: { it: JsonSchema }; $defs?: Record<string, JsonSchema> }
      for (const [name, definition] of Object.entries($defs ?? {})) collect(name, definition)
      return properties.it
    },
    schemas: () => Object.fromEntries(Object.entries(collected).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}
