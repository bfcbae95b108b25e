import type { DecisionTarget } from '../../engine/commits/decision-target.ts'
import type { Actor, Gates } from './gates.ts'

/** What runs propose changes of. */
export interface Target {
  /** Raised by every change of what is active, and of whether it takes changes. */
  counter: number
  open: boolean
  active: string | null
  /** With the counter that the decision rested on, and the one it met. */
  activations: { runId: string; decisionId: string; seen: number; met: number }[]
}

export const newTarget = (): Target => ({ counter: 0, open: true, active: null, activations: [] })

/** Somebody else makes something else active. */
export const moveTarget = (target: Target, active: string | null): void => {
  target.active = active
  target.counter += 1
}

export interface TargetRules {
  /** Compares the counter, not what is active: that can come back. */
  comparesCounter: boolean
  /** Takes each run once. */
  takesOnce: boolean
}

export const allTargetRules: TargetRules = { comparesCounter: true, takesOnce: true }

/** A target as one actor reaches it. What runs expect to be active is nothing. */
export const targetAs = (target: Target, actor: Actor, gates: Gates, rules: TargetRules): DecisionTarget => ({
  look: ({ _id }) =>
    gates.pass(actor, 'look at the target', () => ({
      counter: target.counter,
      open: target.open,
      stale: target.active !== null && target.active !== _id,
      activation: target.activations.find(({ runId }) => runId === _id) ?? null,
    })),
  activate: ({ _id }, { id, counter, force }) =>
    gates.pass(actor, 'change the target', () => {
      const expected = rules.comparesCounter ? target.counter === counter : force || target.active === null
      const taken = rules.takesOnce && target.activations.some(({ runId }) => runId === _id)
      if (!target.open || !expected || taken) return false
      target.activations.push({ runId: _id, decisionId: id, seen: counter!, met: target.counter })
      moveTarget(target, _id)
      return true
    }),
})
