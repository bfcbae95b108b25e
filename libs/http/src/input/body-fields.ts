import type { z } from 'zod'
import { inputSchema, type JsonSchema } from './json-schema.ts'

const mostNames = 50
const longestName = 100

const branches = (schema: JsonSchema): JsonSchema[] =>
  schema.anyOf ? schema.anyOf.flatMap((branch) => branches(branch as JsonSchema)) : [schema]

const objectIn = (schema: JsonSchema) => branches(schema).find(({ properties }) => properties)
const arrayIn = (schema: JsonSchema) => branches(schema).find(({ type }) => type === 'array')

function* unknownIn(schema: JsonSchema, value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) {
    const items = arrayIn(schema)?.items as JsonSchema | undefined
    if (items) for (const [index, item] of value.entries()) yield* unknownIn(items, item, `${path}${index}.`)
    return
  }
  const object = objectIn(schema)
  if (!object || typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(object.properties!, name))
      yield* unknownIn(object.properties![name] as JsonSchema, member, `${path}${name}.`)
    else if (!object.additionalProperties) yield path + name
  }
}

/** Names in a body that its schema does not know, dotted where nested; the first 50, each cut at 100 characters. */
export const unknownFields = (schema: z.ZodType, body: unknown): string[] => {
  const names: string[] = []
  for (const name of unknownIn(inputSchema(schema), body, '')) {
    names.push(name.slice(0, longestName))
    if (names.length === mostNames) break
  }
  return names
}

/** Top-level names of the schema that the body carries. */
export const sentFields = (schema: z.ZodType, body: unknown): string[] => {
  const known = objectIn(inputSchema(schema))?.properties ?? {}
  return Object.keys(body as object).filter((name) => Object.hasOwn(known, name))
}
