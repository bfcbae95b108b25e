import type { DecisionTarget } from '../../engine/commits/decision-target.ts'
import type { Actor, Gates } from './gates.ts'

/** What runs propose changes of. */
export interface Target {
  /** Raised by every change of what is active, and of whether it takes changes. */
  counter: number
  open: boolean
  active: string | null
  /** Changes there were, however they were counted, and how many there were when the counter first stood where. */
  changes: number
  changesAt: Map<number, number>
  /** With the changes that the decision knew of, and those it met. */
  activations: { runId: string; decisionId: string; seen: number; met: number; open: boolean }[]
  rules: TargetRules
}

export interface TargetRules {
  /** Compares the counter, not what is active: that can come back. */
  comparesCounter: boolean
  /** Raises the counter with every change of what is active. */
  countsEveryChange: boolean
  /** Takes each run once. */
  takesOnce: boolean
  /** Takes changes only while it is open; opening and closing it are changes too. */
  takesWhileOpen: boolean
  /** Says which activation names a run. */
  saysWhatNamesTheRun: boolean
  /** An activation says whose decision it is; else everybody takes it for his own. */
  namesDecision: boolean
}

export const allTargetRules: TargetRules = {
  comparesCounter: true,
  countsEveryChange: true,
  takesOnce: true,
  takesWhileOpen: true,
  saysWhatNamesTheRun: true,
  namesDecision: true,
}

export const newTarget = (rules: TargetRules): Target => ({
  counter: 0,
  open: true,
  active: null,
  changes: 0,
  changesAt: new Map([[0, 0]]),
  activations: [],
  rules,
})

const changed = (target: Target, counts: boolean): void => {
  target.changes += 1
  if (counts) target.counter += 1
  if (counts) target.changesAt.set(target.counter, target.changes)
}

/** Somebody else makes something else active. */
export const moveTarget = (target: Target, active: string | null): void => {
  target.active = active
  changed(target, target.rules.countsEveryChange)
}

/** It takes no changes from now on. */
export const closeTarget = (target: Target): void => {
  target.open = false
  if (target.rules.takesWhileOpen) changed(target, true)
}

/** A target as one actor reaches it. What runs expect to be active is nothing. */
export const targetAs = (target: Target, actor: Actor, gates: Gates): DecisionTarget => {
  const { rules } = target
  let tried = ''
  const named = (run: string) => {
    const found = rules.saysWhatNamesTheRun ? target.activations.find(({ runId }) => runId === run) : undefined
    return found ? { decisionId: rules.namesDecision ? found.decisionId : tried } : null
  }

  return {
    look: ({ _id }) =>
      gates.pass(actor, 'look at the target', () => ({
        counter: target.counter,
        open: target.open,
        stale: target.active !== null && target.active !== _id,
        activation: named(_id),
      })),
    activate: ({ _id }, { id, counter, force }) =>
      gates.pass(actor, 'change the target', () => {
        tried = id
        const expected = rules.comparesCounter ? target.counter === counter : force || target.active === null
        const taken = rules.takesOnce && target.activations.some(({ runId }) => runId === _id)
        if ((rules.takesWhileOpen && !target.open) || !expected || taken) return false
        const { changes: met, open } = target
        target.activations.push({ runId: _id, decisionId: id, seen: target.changesAt.get(counter!)!, met, open })
        moveTarget(target, _id)
        return true
      }),
  }
}
