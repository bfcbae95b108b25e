import { judgeClaims } from '@synthwright/contracts'
import { perform } from '@synthwright/messaging'
import { noUsage, type LanguageModel } from '../../models/language-model.ts'
import { judgeClaimsWith } from '../judge-claims.service.ts'

export const judgeClaimsHandler = (judge: LanguageModel | null) => {
  const decide = judgeClaimsWith(judge)
  return perform(judgeClaims, async (input, { teamId, runId, signal, deadlineAt }) => {
    const result = await decide(input, { teamId, runId, signal, endsAt: deadlineAt, spent: noUsage() })
    const { verdicts, unavailable } = result
    const undecided = input.claims.length - verdicts.length
    return { result, facts: { judged: verdicts.length, undecided, unavailable }, usage: result.usage }
  })
}
