import { z } from 'zod'
import { defineTask } from '../core/task.ts'
import { ModelUsage } from './model-usage.ts'

/** What a judge can say of a claim: all of it, a part of it or nothing of it is in the evidence, or its opposite is. */
export const JudgedVerdict = z.enum(['supported', 'partial', 'unsupported', 'contradicted'])
export type JudgedVerdict = z.infer<typeof JudgedVerdict>

const Id = z.string().min(1).max(300)

/** One sentence, and those of its sources that may bear it out, best first. */
export const ClaimToJudge = z.object({
  claimId: Id,
  text: z.string().min(1).max(2_000),
  evidence: z
    .array(z.object({ id: Id, text: z.string().min(1).max(2_000) }))
    .min(1)
    .max(10),
})
export type ClaimToJudge = z.infer<typeof ClaimToJudge>

export const ClaimVerdict = z.object({
  claimId: Id,
  verdict: JudgedVerdict,
  /** Evidence of that claim on which the verdict rests; empty only where it says that there is none. */
  evidenceIds: z.array(Id),
})
export type ClaimVerdict = z.infer<typeof ClaimVerdict>

export const JudgedClaims = z.object({
  /** In the order of the claims. A claim without a verdict is as undecided as it was before. */
  verdicts: z.array(ClaimVerdict),
  /** Why claims were left undecided: `judge_off`, or the code of the error that stopped the judge; null when none was. */
  unavailable: z.string().nullable(),
  prompt_version: z.string(),
  usage: ModelUsage,
})
export type JudgedClaims = z.infer<typeof JudgedClaims>

/**
 * Asks a model about claims that reading could not decide, each by itself and against its own evidence only. Never
 * fails for a provider's sake: what could not be judged has no verdict.
 */
export const judgeClaims = defineTask({
  service: 'llm-worker',
  name: 'judge-claims',
  input: z.object({ claims: z.array(ClaimToJudge).min(1).max(50) }),
  result: JudgedClaims,
  facts: z.object({ judged: z.int(), undecided: z.int(), unavailable: z.string().nullable() }),
  maxAttempts: 3,
  attemptTimeoutMs: 120_000,
})
