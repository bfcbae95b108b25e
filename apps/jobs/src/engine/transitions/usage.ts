import type { Usage } from '@synthwright/contracts'

/** Of calls to a model that nobody put a price to, nobody knows the sum either. */
const costOf = ({ modelCalls, costUsd }: Usage): number | null => costUsd ?? (modelCalls > 0 ? null : 0)

/** What two tasks took together. */
export const addedUsage = (one: Usage, other: Usage): Usage => {
  const [cost, otherCost] = [costOf(one), costOf(other)]
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    modelCalls: one.modelCalls + other.modelCalls,
    costUsd: cost === null || otherCost === null ? null : cost + otherCost,
    latencyMs: (one.latencyMs ?? 0) + (other.latencyMs ?? 0),
  }
}
