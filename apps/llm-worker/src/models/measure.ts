import type { ModelUsage, Usage } from '@synthwright/contracts'
import { noUsage, type LanguageModel } from './language-model.ts'
import { costOf } from './token-price.ts'

const toThousandths = (value: number): number => Math.round(value * 1_000) / 1_000

/**
 * Does work that adds to `spent`, and tells what it took: time by the clock of this process, cost by the model's price.
 * `answered` says whether the model's words are in the result; what it cost counts either way.
 */
export const measured = async <T>(
  model: LanguageModel | null,
  spent: Usage,
  work: () => Promise<{ value: T; answered: boolean }>,
): Promise<{ value: T; usage: ModelUsage }> => {
  const startedAt = performance.now()
  const before = { ...spent }
  const { value, answered } = await work()
  const own = noUsage()
  for (const key of ['inputTokens', 'outputTokens', 'modelCalls'] as const) own[key] = spent[key] - before[key]
  return {
    value,
    usage: {
      ...own,
      provider: model && answered ? model.provider : 'offline',
      model: model && answered ? model.model : null,
      costUsd: costOf(own, model?.price ?? null),
      latencyMs: toThousandths(performance.now() - startedAt),
    },
  }
}
