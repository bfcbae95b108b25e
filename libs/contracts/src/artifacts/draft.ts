import { z } from 'zod'
import { PlanResponse, Verification } from './plan.ts'
import { OutputType } from './vocabulary.ts'

export const Citation = z.object({
  section_id: z.string(),
  sentence_index: z.int(),
  id: z.string(),
  revision: z.int(),
  start: z.int(),
  end: z.int(),
  quote: z.string(),
})
export type Citation = z.infer<typeof Citation>

export const JsonPayload = z.object({
  title: z.string(),
  output_type: OutputType,
  audience: z.string().nullable(),
  sections: z.array(
    z.object({
      section_id: z.string(),
      title: z.string(),
      sentences: z.array(
        z.object({
          text: z.string(),
          citations: z.array(z.object({ id: z.string(), start: z.int(), end: z.int() })),
        }),
      ),
    }),
  ),
  sources: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), freshness: z.string().nullable() })),
  counts: z.object({ hidden: z.int(), redacted: z.int(), corrected: z.int() }),
  verification: z.object({ status: z.string(), source_count: z.int(), gap_count: z.int() }),
})

export const Artifact = z.object({
  artifact_id: z.string(),
  format: z.enum(['markdown', 'json']),
  title: z.string(),
  markdown: z.string(),
  json_payload: JsonPayload,
  source_ids: z.array(z.string()),
  section_source_ids: z.record(z.string(), z.array(z.string())),
  generated_text_hash: z.string(),
  verification: Verification,
  remembered_memory_id: z.string().nullable(),
  remembered_source_id: z.string().nullable(),
  citations: z.array(Citation),
})
export type Artifact = z.infer<typeof Artifact>

export const Engine = z.object({
  version: z.string(),
  draft_mode: z.enum(['llm', 'extractive', 'mixed']),
  provider: z.string(),
  model: z.string().nullable(),
  prompt_version: z.string(),
  usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }),
})
export type Engine = z.infer<typeof Engine>

export const DraftResponse = PlanResponse.extend({ artifact: Artifact, engine: Engine })
export type DraftResponse = z.infer<typeof DraftResponse>

/** The answer to a request that did not wait for its end. */
export const DraftAccepted = z.object({ run_id: z.string(), status: z.literal('drafting') })
