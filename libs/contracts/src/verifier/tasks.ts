import { z } from 'zod'
import { Artifact, Engine } from '../artifacts/draft.ts'
import { Verification } from '../artifacts/plan.ts'
import { CheckedSentence } from '../artifacts/verify.ts'
import { Flag, Notice } from '../artifacts/vocabulary.ts'
import { defineTask } from '../core/task.ts'
import { callOf } from '../core/task-call.ts'
import { ArtifactPlan } from '../graph/artifact-plan.ts'
import { CheckedText, Evidence } from '../graph/evidence.ts'
import { DraftedSection } from '../llm/draft-section.ts'
import { JudgedClaims } from '../llm/judge-claims.ts'

export const ArtifactCheck = z.object({
  sentences: z.array(CheckedSentence),
  /** Flags of the whole text and of the sources it cites; those of one sentence stand with it. */
  flags: z.array(Flag),
})
export type ArtifactCheck = z.infer<typeof ArtifactCheck>

/** Checks every sentence of a text against the evidence it is handed. */
export const checkArtifact = defineTask({
  service: 'verifier',
  name: 'check-artifact',
  input: z.object({
    goal: z.string().nullable(),
    constraints: z.array(z.string()),
    text: CheckedText,
    evidence: Evidence,
    /** Cited sources that are older are stale. Absent from tasks of the release before. */
    max_source_age_days: z.int().nullable().optional(),
  }),
  result: ArtifactCheck,
  facts: z.object({
    /** Sections with a sentence that carries a hard flag of its own: writing it anew may help. */
    refusedSections: z.array(z.string()),
    hardFlags: z.int(),
    /** Sentences that a judge could settle. Absent from results of the release before. */
    undecided: z.int().optional(),
  }),
  maxAttempts: 3,
  attemptTimeoutMs: 60_000,
})

/** What a concluded draft or verification answers with, beside what its plan already said. */
export const Conclusion = z.object({
  verification: Verification,
  sentences: z.array(CheckedSentence),
  text_hash: z.string(),
  notices: z.array(Notice),
  artifact: Artifact.nullable(),
  engine: Engine.nullable(),
})
export type Conclusion = z.infer<typeof Conclusion>

/**
 * Draws the verdict. Of a draft it takes out the sentences that still carry a hard flag and renders the artifact;
 * foreign text is left as it is.
 */
export const concludeArtifact = defineTask({
  service: 'verifier',
  name: 'conclude-artifact',
  input: z.object({
    kind: z.enum(['draft', 'verify']),
    teamId: z.string(),
    userId: z.string(),
    goal: z.string().nullable(),
    request: z.record(z.string(), z.unknown()),
    text: CheckedText,
    plan: ArtifactPlan.nullable(),
    drafted: z.array(DraftedSection),
    evidence: Evidence,
    check: ArtifactCheck,
    /** What a judge said of the undecided sentences, a part for each task; absent when none was asked. */
    judged: z.array(JudgedClaims).optional(),
    max_source_age_days: z.int().nullable().optional(),
    usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }),
    /** Whether an emptied section can still be drafted again; if so it is named in `facts` and nothing is settled. */
    mayRedraft: z.boolean(),
  }),
  result: Conclusion,
  facts: z.object({
    status: z.enum(['pass', 'gaps']),
    source_count: z.int(),
    gap_count: z.int(),
    artifact_id: z.string().nullable(),
    emptied: z.array(z.string()),
    /** What the text cites. Absent from results of the release before. */
    source_ids: z.array(z.string()).optional(),
  }),
  maxAttempts: 3,
  attemptTimeoutMs: 60_000,
})

export const checkArtifactNow = callOf(checkArtifact, ['jobs'])
export const concludeArtifactNow = callOf(concludeArtifact, ['jobs'])
