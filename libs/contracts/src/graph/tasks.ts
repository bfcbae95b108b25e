import { z } from 'zod'
import { PlanRequest } from '../artifacts/requests.ts'
import { defineTask } from '../core/task.ts'
import { callOf } from '../core/task-call.ts'
import { DraftedSection } from '../llm/draft-section.ts'
import { ArtifactPlan } from './artifact-plan.ts'
import { CheckedText, Evidence } from './evidence.ts'

/** Plans a draft: outline, packs and what each section may be written from. */
export const planDraft = defineTask({
  service: 'graph',
  name: 'plan-draft',
  input: z.object({ request: PlanRequest, unknownFields: z.array(z.string()) }),
  result: ArtifactPlan,
  facts: z.object({
    sections: z.array(z.object({ id: z.string(), empty: z.boolean() })),
    title: z.string(),
    snapshot: z.object({ digest: z.string(), row_count: z.int() }),
    degraded: z.boolean(),
  }),
  maxAttempts: 3,
  attemptTimeoutMs: 60_000,
})

/** Renders the draft's text where there is one, resolves its citations and gathers the evidence of every sentence. */
export const gatherEvidence = defineTask({
  service: 'graph',
  name: 'gather-evidence',
  input: z.object({
    /** The text, for a verification; null for a draft, whose text is rendered from its sections. */
    markdown: z.string().nullable(),
    title: z.string().nullable(),
    audience: z.string().nullable(),
    drafted: z.array(DraftedSection),
    /** Packs to check against: those of the plan. */
    sections: z.array(z.object({ section_id: z.string(), title: z.string(), source_ids: z.array(z.string()) })),
    /** Evidence beside the packs, citable everywhere. */
    source_ids: z.array(z.string()),
    project: z.string().nullable(),
    /** What the run under check cited, to tell whether those words still stand. Tasks of the release before lack it. */
    cited: z.array(z.object({ id: z.string(), revision: z.int(), quote: z.string() })).optional(),
  }),
  result: z.object({ text: CheckedText, evidence: Evidence }),
  facts: z.object({ claims: z.int(), unresolved: z.int() }),
  maxAttempts: 3,
  attemptTimeoutMs: 60_000,
})

export const gatherEvidenceNow = callOf(gatherEvidence, ['jobs'])
