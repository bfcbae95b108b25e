import { defineTask } from '@synthwright/contracts'
import { z } from 'zod'
import type { Decision, Recipe } from '../engine/recipe.ts'

export const work = defineTask({
  service: 'graph',
  name: 'work',
  input: z.unknown(),
  result: z.unknown(),
  facts: z.unknown(),
  maxAttempts: 3,
  attemptTimeoutMs: 5_000,
})

/** Steps of so many tasks side by side, one step after the other, and then what is given. */
export const chain = (tasks: readonly number[], last: Decision, over: Partial<Recipe> = {}): Recipe => ({
  kind: 'artifact.draft',
  contracts: [work],
  input: async () => null,
  next: ({ steps }) => {
    const width = tasks[steps.length]
    if (width === undefined) return last
    const keys = Array.from({ length: width }, (_, n) => `t${n}`)
    return { type: 'step', name: `s${steps.length}`, round: 1, tasks: keys.map((key) => ({ key, contract: work })) }
  },
  ...over,
})
