import { z } from 'zod'

/** Bounds that zod checks after parsing and that not every endpoint accepts in a schema. */
const bounds = [
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'default',
] as const

/** The JSON Schema of an answer in the subset that strict mode accepts. */
export const strictJsonSchema = (answer: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(answer, {
    override: ({ jsonSchema }) => {
      for (const key of bounds) delete jsonSchema[key]
    },
  })
  return schema
}

const fence = '```'

const withoutFence = (text: string): string => {
  const opening = /^```[a-z]*[^\S\n]*\n/.exec(text)
  return opening && text.endsWith(fence) ? text.slice(opening[0].length, -fence.length) : text
}

const longestProblem = 600

type ReadAnswer<T> = { ok: true; value: T } | { ok: false; problem: string }

/** The answer in a model's text, or what is wrong with it in words that the model can act on. */
export const readAnswer = <Answer extends z.ZodType>(text: string, answer: Answer): ReadAnswer<z.output<Answer>> => {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: false, problem: 'The answer was empty.' }
  let json: unknown
  try {
    json = JSON.parse(withoutFence(trimmed))
  } catch {
    return { ok: false, problem: 'The answer was not one complete JSON value.' }
  }
  const parsed = answer.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const problem = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`).join('\n')
  return { ok: false, problem: problem.slice(0, longestProblem) }
}
