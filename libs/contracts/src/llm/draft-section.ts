import { z } from 'zod'
import { defineTask } from '../core/task.ts'
import { SectionMaterial } from '../graph/artifact-plan.ts'

export const DraftedSentence = z.object({
  text: z.string(),
  citations: z.array(z.object({ id: z.string(), start: z.int(), end: z.int() })),
  /** Sentences of one paragraph stand together; paragraphs are numbered from 0. */
  paragraph: z.int().min(0),
})
export type DraftedSentence = z.infer<typeof DraftedSentence>

export const DraftedSection = z.object({
  section_id: z.string(),
  sentences: z.array(DraftedSentence),
  draft_mode: z.enum(['llm', 'extractive']),
  provider: z.string(),
  model: z.string().nullable(),
  prompt_version: z.string(),
  /** True when a model was asked and this section was written without it. */
  fell_back: z.boolean(),
  /** Ids of sources that contain text shaped like a citation. */
  forged_in: z.array(z.string()),
})
export type DraftedSection = z.infer<typeof DraftedSection>

/** A sentence that a check refused, and why, for the next writing of its section. */
export const RefusedSentence = z.object({ text: z.string(), code: z.string(), detail: z.string().nullable() })
export type RefusedSentence = z.infer<typeof RefusedSentence>

export const draftSection = defineTask({
  service: 'llm-worker',
  name: 'draft-section',
  input: z.object({
    goal: z.string(),
    title: z.string(),
    audience: z.string().nullable(),
    constraints: z.array(z.string()),
    section: SectionMaterial,
    /** `extractive` forbids asking a model. */
    mode: z.enum(['auto', 'extractive']),
    refused: z.array(RefusedSentence),
    /** The section as it was, when sentences of it were refused. */
    previous: z.array(DraftedSentence),
  }),
  result: DraftedSection,
  facts: z.object({ section_id: z.string(), sentences: z.int(), draft_mode: z.enum(['llm', 'extractive']) }),
  maxAttempts: 3,
  attemptTimeoutMs: 120_000,
})
