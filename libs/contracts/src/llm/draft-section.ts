import { z } from 'zod'
import { Depth, OutputType } from '../artifacts/vocabulary.ts'
import { defineTask } from '../core/task.ts'
import { callOf } from '../core/task-call.ts'
import { SectionMaterial } from '../graph/artifact-plan.ts'
import { ModelUsage } from './model-usage.ts'

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
  // The fields below are optional because sections written by the release before lack them.
  /** `list`: every sentence stands as an item of its own, because a constraint asked for it. */
  form: z.enum(['prose', 'list']).optional(),
  /** Constraints that whoever wrote this section could not follow: they are in other words than those understood. */
  unread_constraints: z.array(z.string()).optional(),
  usage: ModelUsage.optional(),
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
    // The fields below have defaults because tasks of the release before lack them.
    output_type: OutputType.default('documentation'),
    depth: Depth.default('standard'),
    /** The domain that all sources were chosen from. */
    domain: z.string().nullable().default(null),
    /** Which of the sections that are written this one is, from 0: limits on the whole document are shared among them. */
    place: z.object({ index: z.int().min(0), count: z.int().min(1) }).default({ index: 0, count: 1 }),
    /** Sentences of this section's sources that stand in an earlier section's sources too and are left to that one. */
    elsewhere: z.array(z.string()).default([]),
  }),
  result: DraftedSection,
  facts: z.object({ section_id: z.string(), sentences: z.int(), draft_mode: z.enum(['llm', 'extractive']) }),
  maxAttempts: 3,
  attemptTimeoutMs: 120_000,
})

/** Out of its sources' own sentences, whatever model there is. */
export const draftSectionNow = callOf(draftSection, ['jobs'])
