import { z } from 'zod'
import { Retrieval, Verification } from './plan.ts'
import { Flag, Notice } from './vocabulary.ts'

export const CheckedSentence = z.object({
  index: z.int(),
  section_id: z.string().nullable(),
  start: z.int(),
  end: z.int(),
  verdict: z.enum(['supported', 'partial', 'unsupported', 'not_a_claim']),
  citation_ids: z.array(z.string()),
  evidence: z.array(z.object({ id: z.string(), start: z.int(), end: z.int() })),
  flags: z.array(Flag),
})
export type CheckedSentence = z.infer<typeof CheckedSentence>

export const VerifyResponse = z.object({
  run_id: z.string(),
  parent_run_id: z.string().nullable(),
  status: z.literal('verified'),
  text_hash: z.string(),
  verification: Verification,
  sentences: z.array(CheckedSentence),
  retrieval: Retrieval,
  notices: z.array(Notice),
  artifact_id: z.string().nullable(),
  remembered_memory_id: z.string().nullable(),
  remembered_source_id: z.string().nullable(),
})
export type VerifyResponse = z.infer<typeof VerifyResponse>
