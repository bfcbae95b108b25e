import { addedUsage } from './usage.ts'

const nothing = { inputTokens: 0, outputTokens: 0, modelCalls: 0 }
const call = { inputTokens: 100, outputTokens: 20, modelCalls: 1, costUsd: 0.5, latencyMs: 900 }

it('adds tokens, calls, cost and time', () => {
  const twice = { inputTokens: 200, outputTokens: 40, modelCalls: 2, costUsd: 1, latencyMs: 1_800 }
  expect(addedUsage(addedUsage(nothing, call), call)).toEqual(twice)
})

it('knows no cost once one of the calls has none', () => {
  const unpriced = { ...call, costUsd: null }
  expect(addedUsage(addedUsage(call, unpriced), call).costUsd).toBeNull()
  const { costUsd: _, ...olderReport } = call
  expect(addedUsage(call, olderReport).costUsd).toBeNull()
  expect(addedUsage(call, nothing).costUsd).toBe(0.5)
})
