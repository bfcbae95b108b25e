import { probeStep } from '@synthwright/contracts'
import type { Recipe } from '../engine/recipe.ts'

const steps = 4

/** Four steps, one after the other, that do nothing: what remains is what the engine costs. */
export const probeRecipe: Recipe = {
  kind: 'internal.probe',
  contracts: [probeStep],
  next: ({ steps: done }) =>
    done.length === steps
      ? { type: 'end', outcome: {} }
      : { type: 'step', name: `step${done.length + 1}`, round: 1, tasks: [{ key: 'probe', contract: probeStep }] },
  input: async () => null,
}
