import { z } from 'zod'
import { distinct, optionalList, optionalText, wholeNumber, wholeNumberOr } from '../core/given.ts'
import { Depth, OutputType } from './vocabulary.ts'

const uniqueIds = (max: number) => optionalList(z.string().trim().min(1).max(200), max).transform(distinct)

/** A section may be written as one line: `Title::Prompt`. */
const fromLine = (given: unknown): unknown => {
  if (typeof given !== 'string') return given
  const [title, ...prompt] = given.split('::')
  return { title, prompt: prompt.join('::') }
}

const fromLines = (given: unknown): unknown => (Array.isArray(given) ? given.map(fromLine) : given)

export const RequiredSection = z.object({
  title: z.string().trim().min(1).max(200),
  /** Echoed as it was sent. */
  prompt: z.string().trim().max(2_000).nullable().default(''),
  required_source_ids: uniqueIds(50),
})
export type RequiredSection = z.infer<typeof RequiredSection>

/** What a plan is asked for. The parsed value is the normalised request that every answer repeats. */
export const PlanRequest = z.object({
  goal: z
    .string()
    .min(1)
    .trim()
    .max(1_000)
    .meta({ description: 'What the document is to be about; 1 to 1000 characters', pattern: '\\S' }),
  output_type: OutputType.default('documentation'),
  audience: optionalText(500),
  depth: Depth.default('standard'),
  seed_query: optionalText(1_000),
  project: optionalText(500),
  domain: optionalText(200),
  entity_ids: uniqueIds(100),
  decision_ids: uniqueIds(100),
  task_ids: uniqueIds(100),
  artifact_ids: uniqueIds(100),
  required_sections: z.preprocess(fromLines, optionalList(RequiredSection, 12)),
  constraints: optionalList(z.string().trim().min(1).max(500), 50),
  max_sections: wholeNumberOr(6, 1, 12),
  include_neighborhoods: z.boolean().default(true),
})
export type PlanRequest = z.output<typeof PlanRequest>

const remembering = {
  remember: z.boolean().default(false),
  memory_scope: z.enum(['private', 'project']).default('private'),
  scope_key: optionalText(500),
  tags: optionalList(z.string().trim().min(1).max(100), 50),
  remember_with_gaps: z.boolean().default(false),
}
const Judge = z.enum(['auto', 'off']).default('auto')

export const DraftRequest = PlanRequest.extend({
  output_format: z.enum(['markdown', 'json']).default('markdown'),
  ...remembering,
  judge: Judge,
})
export type DraftRequest = z.output<typeof DraftRequest>

export const VerifyRequest = z.object({
  run_id: optionalText(200),
  markdown: z
    .string()
    .max(500_000)
    .nullish()
    .transform((text) => text ?? null),
  source_ids: uniqueIds(200),
  goal: optionalText(1_000),
  constraints: z
    .array(z.string().trim().min(1).max(500))
    .max(50)
    .nullish()
    .transform((list) => list ?? null),
  max_source_age_days: wholeNumber(1, 3_650)
    .nullish()
    .transform((days) => days ?? null),
  judge: Judge,
  ...remembering,
})
export type VerifyRequest = z.output<typeof VerifyRequest>
