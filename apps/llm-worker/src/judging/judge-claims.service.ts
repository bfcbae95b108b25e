import type { ClaimToJudge, ClaimVerdict, judgeClaims, JudgedClaims } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import { counter, log } from '@synthwright/telemetry'
import type { z } from 'zod'
import type { Asking, LanguageModel } from '../models/language-model.ts'
import { measured } from '../models/measure.ts'
import { judgePrompt, judgePromptVersion, shortIdOf } from './judge-prompt.ts'
import { verdictAnswer } from './verdict-answer.ts'

export type JudgeClaimsInput = z.output<typeof judgeClaims.input>

const verdicts = counter('synthwright.judge.verdicts', {
  description: 'Claims put to the judge, by what it said of them',
  unit: '{claim}',
})

/** Claims that are put to the model at the same time. */
const atOnce = 5
/** Time kept back, so that the verdicts that are there can still be handed in. */
const reserveMs = 2_000

const judgeOne = async (judge: LanguageModel, claim: ClaimToJudge, asking: Asking): Promise<ClaimVerdict> => {
  const ids = new Map(claim.evidence.map(({ id }, index) => [shortIdOf(index), id]))
  const { verdict, evidence_ids } = await judge.ask(
    {
      purpose: 'judge_claim',
      promptVersion: judgePromptVersion,
      messages: judgePrompt(asking.runId, claim),
      answer: verdictAnswer([...ids.keys()]),
      repairs: 1,
    },
    asking,
  )
  const evidenceIds = verdict === 'unsupported' ? [] : evidence_ids.map((shortId) => ids.get(shortId)!)
  return { claimId: claim.claimId, verdict, evidenceIds: [...new Set(evidenceIds)] }
}

/** What stopped the judge. Only a cancelled attempt is thrown on; an answer that makes no sense stops one claim alone. */
const causeOf = (thrown: unknown): { code: string; isLasting: boolean } => {
  if (!isAppError(thrown)) {
    log.error('A claim is left undecided: a fault that nobody knows', { error: thrown })
    return { code: 'internal', isLasting: true }
  }
  if (thrown.code === 'cancelled') throw thrown
  log.warn('A claim is left undecided', { code: thrown.code, details: thrown.details })
  return { code: thrown.code, isLasting: thrown.code !== 'provider_output_invalid' }
}

const judgeAll = async (judge: LanguageModel, claims: readonly ClaimToJudge[], asking: Asking) => {
  const judged = new Map<number, ClaimVerdict>()
  let unavailable: string | null = null
  let stopped = false
  const waiting = claims.entries()
  const takeTurns = async () => {
    for (const [index, claim] of waiting) {
      if (stopped) return
      try {
        judged.set(index, await judgeOne(judge, claim, asking))
      } catch (thrown) {
        const { code, isLasting } = causeOf(thrown)
        unavailable ??= code
        stopped ||= isLasting
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, takeTurns))
  return { verdicts: claims.flatMap((_, index) => judged.get(index) ?? []), unavailable }
}

/**
 * Puts each claim to the judge by itself, so that no source can speak for another claim than its own. Without a judge,
 * or where it fails, claims stay undecided, and the result says why.
 */
export const judgeClaimsWith =
  (judge: LanguageModel | null) =>
  async ({ claims }: JudgeClaimsInput, asking: Asking): Promise<JudgedClaims> => {
    const endsAt = asking.endsAt === null ? null : asking.endsAt - reserveMs
    const { value, usage } = await measured(judge, asking.spent, async () => {
      const value = judge
        ? await judgeAll(judge, claims, { ...asking, endsAt })
        : { verdicts: [], unavailable: 'judge_off' }
      return { value, answered: value.verdicts.length > 0 }
    })
    for (const { verdict } of value.verdicts) verdicts.add(1, { verdict })
    verdicts.add(claims.length - value.verdicts.length, { verdict: 'undecided' })
    return { ...value, prompt_version: judgePromptVersion, usage }
  }
