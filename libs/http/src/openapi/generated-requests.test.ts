/* eslint-disable @typescript-eslint/no-explicit-any -- schemas are data here */
import * as contracts from '@synthwright/contracts'
import type { AnyRoute, Refusal } from '@synthwright/contracts'
import fc from 'fast-check'
import { z } from 'zod'
import { plain } from '../testing/sample-app.ts'
import { receivedFrom } from '../server/receive.ts'
import { openApiDocument } from './document.ts'

type Schema = Record<string, never> & { [key: string]: unknown }

const routes: AnyRoute[] = [
  ...contracts.artifactRoutes,
  ...contracts.identityRoutes,
  ...contracts.knowledgeRoutes,
  ...contracts.runRoutes,
]
const schemas = Object.fromEntries(
  Object.entries<unknown>(contracts).filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType),
)
const surfaces = { artifacts: plain, runs: plain, system: plain }
const document = openApiDocument(routes, surfaces, { title: 'T', version: '1', schemas }) as unknown as {
  paths: Record<string, Record<string, { parameters: Schema[]; requestBody?: { content: Record<string, Schema> } }>>
  components: { schemas: Record<string, Schema> }
}

const resolved = (schema: Schema): Schema => {
  const { $ref, ...rest } = schema as { $ref?: string }
  return $ref ? ({ ...resolved(document.components.schemas[$ref.split('/').at(-1)!]!), ...rest } as Schema) : schema
}

/** What stands in a schema besides types: enough of JSON Schema for the rules that ours have. */
const holds = (given: Schema | boolean, value: unknown): boolean => {
  if (typeof given === 'boolean') return given
  const schema = resolved(given) as Record<string, any>
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const members = isObject ? (value as Record<string, unknown>) : {}
  return (
    (schema['const'] === undefined || schema['const'] === value) &&
    (!schema['enum'] || schema['enum'].includes(value)) &&
    (!schema['not'] || !holds(schema['not'], value)) &&
    (schema['type'] !== 'string' || typeof value === 'string') &&
    (typeof value !== 'string' || !schema['pattern'] || new RegExp(schema['pattern'], 'u').test(value)) &&
    (!isObject || (schema['required'] ?? []).every((name: string) => Object.hasOwn(members, name))) &&
    Object.entries(members).every(
      ([name, member]) => !schema['properties']?.[name] || holds(schema['properties'][name], member),
    ) &&
    (schema['allOf'] ?? []).every((part: Schema) => holds(part, value)) &&
    (!schema['if'] || !holds(schema['if'], value) || holds(schema['then'] ?? true, value))
  )
}

const formats: Record<string, fc.Arbitrary<string>> = {
  date: fc.constantFrom('2026-03-02', '1999-12-31'),
  'date-time': fc.constantFrom('2026-03-02T00:00:00Z', '2026-03-02T01:02:03.456+02:00'),
  email: fc.constantFrom('a@example.org', 'b.c+d@sub.example.com'),
}
const texts = fc.oneof(
  fc.constantFrom('', ' ', '\t\n', '\ufeff', '0', 'null', '__proto__', 'constructor', 'a,b', ',', 'synth_1', '😀'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)

interface TextRules {
  format?: string
  minLength?: number
  maxLength?: number
  pattern?: string
}

const text = ({ format, minLength = 0, maxLength = Infinity, pattern }: TextRules): fc.Arbitrary<string> => {
  if (format) return formats[format]!
  const lengthOf = (made: string) => [...made].length
  const long = texts.map((made) => made + 'x'.repeat(Math.max(0, minLength - lengthOf(made))))
  return long.filter((made) => lengthOf(made) <= maxLength && (!pattern || new RegExp(pattern, 'u').test(made)))
}

const anything = fc.jsonValue({ maxDepth: 2 })

const valid = (given: Schema): fc.Arbitrary<unknown> => {
  const schema = resolved(given) as Record<string, any>
  return made(schema).filter((value) => holds(schema as Schema, value))
}

const made = (schema: Record<string, any>): fc.Arbitrary<unknown> => {
  if (schema['const'] !== undefined) return fc.constant(schema['const'])
  if (schema['enum']) return fc.constantFrom(...schema['enum'])
  if (schema['anyOf']) return fc.oneof(...schema['anyOf'].map(valid))
  switch (schema['type']) {
    case 'string':
      return text(schema)
    case 'integer':
      return fc.integer({ min: schema['minimum'] ?? -5, max: Math.min(schema['maximum'] ?? 1e6, 1e6) })
    case 'number':
      return fc.integer({ min: 0, max: 10 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const [minLength, most] = [schema['minItems'] ?? 0, Math.min(schema['maxItems'] ?? 4, 4)]
      return fc.array(valid(schema['items']), { minLength, maxLength: Math.max(minLength, most) })
    }
    case 'object': {
      if (!schema['properties']) return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anything, { maxKeys: 3 })
      const members = Object.entries<Schema>(schema['properties']).map(([name, part]) => [name, valid(part)])
      return fc.record(Object.fromEntries(members), { requiredKeys: schema['required'] ?? [] })
    }
    default:
      return anything
  }
}

const described = ({ method, path }: AnyRoute) => {
  const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!
  const body = operation.requestBody?.content['application/json']?.['schema'] as Schema | undefined
  const place = (where: string): Schema => {
    const found = operation.parameters.filter((parameter) => parameter['in'] === where)
    return {
      type: 'object',
      properties: Object.fromEntries(found.map(({ name, schema }) => [name, schema])),
      required: found.filter(({ required }) => required).map(({ name }) => name),
    } as unknown as Schema
  }
  return { body, query: place('query'), params: place('path') }
}

const spelled = (query: object) =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  )

const named = routes.map((route) => [route.operationId, route] as const)
const seed = 20_261_201

describe('a request that the description allows', () => {
  it.each(named)('%s reads it, or refuses it with a code that it names', (_, route) => {
    const { body, query, params } = described(route)
    const requests = fc.record({
      body: body ? valid(body) : fc.constant(null),
      query: valid(query),
      params: valid(params),
    })
    fc.assert(
      fc.property(requests, ({ body: sent, query: asked, params: path }) => {
        const request = { key: null, params: path, query: spelled(asked as object), body: sent }
        const { shape } = receivedFrom(route, request)
        const refused = [route.precondition?.(shape.body as never), route.afterAuth?.(shape.body as never)]
        for (const { code } of refused.filter((refusal): refusal is Refusal => refusal !== undefined))
          expect(route.errors).toContain(code)
      }),
      { seed, numRuns: 150 },
    )
  })
})

describe('a request that the description does not allow', () => {
  const bodies = named.filter(([, route]) => described(route).body)
  it.each(bodies)('%s refuses another type in any place, and what is missing', (_, route) => {
    const schema = resolved(described(route).body!) as Record<string, any>
    const members = Object.keys(schema['properties'] ?? {})
    const refuses = (sent: unknown) => {
      const read = (route.body as z.ZodType).safeParse(sent)
      return !read.success || Boolean(route.precondition?.(read.data as never))
    }
    fc.assert(
      fc.property(valid(schema as Schema), fc.constantFrom(...members), (sent, name) => {
        const wrong = { ...(sent as object), [name]: () => {} }
        expect([name, refuses(wrong)]).toEqual([name, true])
        for (const needed of (schema['required'] ?? []) as string[]) {
          const rest = Object.entries(sent as object).filter(([other]) => other !== needed)
          expect([needed, refuses(Object.fromEntries(rest))]).toEqual([needed, true])
        }
      }),
      { seed, numRuns: 20 },
    )
  })
})
