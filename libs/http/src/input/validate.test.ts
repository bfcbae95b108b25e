import { z } from 'zod'
import type { AppError } from '@synthwright/kernel'
import { PlanRequest } from '@synthwright/contracts'
import { sentFields, unknownFields } from './body-fields.ts'
import { validate } from './validate.ts'

const problem = (schema: z.ZodType, value: unknown) => {
  try {
    validate(schema, value, 'body')
  } catch (error) {
    return (error as AppError).details
  }
  return undefined
}

const Sample = z.object({
  name: z.string().trim().min(1).max(200),
  note: z.string().max(5).nullish(),
  count: z.int().min(1).max(12).default(6),
  colour: z.enum(['red', 'blue']).default('red'),
  flag: z.boolean().optional(),
  tags: z.array(z.string().max(3)).max(2).default([]),
  parts: z.array(z.object({ title: z.string().min(1).max(20) })).default([]),
  day: z.iso.date().or(z.iso.datetime()).optional(),
  many: z.int().min(1).optional(),
  extra: z.record(z.string().max(4), z.unknown()).default({}),
  kind: z
    .string()
    .optional()
    .refine((kind) => kind !== 'system', 'made by the system only'),
})

describe('the first problem of a request', () => {
  it.each([
    [{}, 'name', 'string (1-200)', 'undefined'],
    [{ name: '   ' }, 'name', 'string (1-200)', 'string'],
    [{ name: 'x'.repeat(201) }, 'name', 'string (1-200)', 'string'],
    [{ name: 'a', note: 'too long' }, 'note', 'string (0-5) or null', 'string'],
    [{ name: 'a', count: 13 }, 'count', 'integer (1-12)', 'number'],
    [{ name: 'a', count: '3' }, 'count', 'integer (1-12)', 'string'],
    [{ name: 'a', colour: 'green' }, 'colour', 'one of red, blue', 'string'],
    [{ name: 'a', flag: null }, 'flag', 'boolean', 'null'],
    [{ name: 'a', tags: ['a', 'b', 'c'] }, 'tags', 'array (0-2)', 'array'],
    [{ name: 'a', tags: ['a', 'long'] }, 'tags.1', 'string (0-3)', 'string'],
    [{ name: 'a', parts: [{ title: 'x' }, {}] }, 'parts.1.title', 'string (1-20)', 'undefined'],
    [{ name: 'a', day: 'tomorrow' }, 'day', 'date or date-time', 'string'],
    [{ name: 'a', many: 0 }, 'many', 'integer (at least 1)', 'number'],
    [{ name: 'a', extra: { longer: 1 } }, 'extra.longer', 'name: string (0-4)', 'number'],
    [{ name: 'a', kind: 'system' }, 'kind', 'made by the system only', 'string'],
    [[], 'body', 'object', 'array'],
    ['text', 'body', 'object', 'string'],
    [null, 'body', 'object', 'null'],
  ])('%j is refused at %s', (value, field, expected, actual) => {
    expect(problem(Sample, value)).toEqual({ field, expected, actual })
  })

  it('names a field of any length within bounds', () => {
    expect(String(problem(Sample, { name: 'a', extra: { ['k'.repeat(5_000)]: 1 } })?.['field'])).toHaveLength(200)
  })

  it('gives the parsed value when there is none', () => {
    expect(validate(Sample, { name: ' a ' }, 'body')).toMatchObject({ name: 'a', count: 6, tags: [] })
  })
})

describe('names in a body', () => {
  it('finds unknown ones, dotted where nested, and leaves open records alone', () => {
    const body = { goal: 'g', colour: 1, required_sections: [{ title: 't' }, { title: 'u', mood: 2 }] }
    expect(unknownFields(PlanRequest, body)).toEqual(['colour', 'required_sections.1.mood'])
    expect(unknownFields(Sample, { name: 'a', extra: { any: 1 } })).toEqual([])
  })

  it('are bounded in number and length', () => {
    const body = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`${n}${'x'.repeat(300)}`, 1]))
    const names = unknownFields(Sample, { name: 'a', ...body })
    expect(names).toHaveLength(50)
    expect(Math.max(...names.map(({ length }) => length))).toBe(100)
  })

  it('are told apart from what the client left out', () => {
    expect(sentFields(Sample, { name: 'a', tags: [], colour: 'red', other: 1 })).toEqual(['name', 'tags', 'colour'])
  })

  it('do not mistake inherited members for known ones', () => {
    expect(unknownFields(Sample, { name: 'a', constructor: 1, toString: 2 })).toEqual(['constructor', 'toString'])
  })
})
