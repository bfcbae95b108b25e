import {
  judgeClaims,
  type ArtifactCheck,
  type ClaimToJudge,
  type JudgedClaims,
  type WireError,
} from '@synthwright/contracts'
import { undecidedClaims } from '@synthwright/grounding'
import type { BlobReader } from '../engine/blob-reader.ts'
import { resultOfStep, type Decision } from '../engine/recipe.ts'
import type { RunDocument, StepState, TaskState } from '../engine/run.ts'
import type { GatheredEvidence } from './evidence-input.ts'

const claimsPerTask = 50
/** Bounds what one text can cost; claims beyond stay undecided, and the answer says so. */
const mostTasks = 10

/** The step that asks a judge what a check left undecided; undefined where nobody asked for one, or nothing was left. */
export const judgeStep = (run: Pick<RunDocument, 'asked'>, check: StepState): Decision | undefined => {
  const { undecided = 0 } = check.tasks[0]!.facts as { undecided?: number }
  if (!run.asked?.includes('judge') || undecided === 0) return undefined
  const tasks = Math.min(mostTasks, Math.ceil(undecided / claimsPerTask))
  return {
    type: 'step',
    name: 'judge',
    round: check.round,
    tasks: Array.from({ length: tasks }, (_, n) => ({ key: `judge_${n}`, contract: judgeClaims, dispensable: true })),
  }
}

/** What one task of a judge step is to decide. */
export const judgeInput = async (
  run: RunDocument,
  step: StepState,
  task: TaskState,
  blobs: BlobReader,
): Promise<{ claims: ClaimToJudge[] }> => {
  const { evidence } = await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)
  const claims = undecidedClaims(await resultOfStep<ArtifactCheck>(run, 'check', blobs), evidence)
  const from = step.tasks.indexOf(task) * claimsPerTask
  return { claims: claims.slice(from, from + claimsPerTask) }
}

const nothingSaid = (unavailable: string): JudgedClaims => ({
  verdicts: [],
  unavailable,
  prompt_version: 'none',
  usage: {
    provider: 'none',
    model: null,
    inputTokens: 0,
    outputTokens: 0,
    modelCalls: 0,
    costUsd: null,
    latencyMs: 0,
  },
})

const lost: WireError = { code: 'internal', message: 'The judge handed in nothing' }

/** What the judge said in the round of the newest check; nothing where it was not asked about that one. */
export const judgedIn = async (run: RunDocument, blobs: BlobReader): Promise<JudgedClaims[] | undefined> => {
  const check = run.steps.findLast(({ name }) => name === 'check')!
  const step = run.steps.find(({ name, round }) => name === 'judge' && round === check.round)
  if (!step) return undefined
  const { undecided = 0 } = check.tasks[0]!.facts as { undecided?: number }
  const parts = step.tasks.map(async (task) =>
    task.resultBlob === null ? nothingSaid((task.error ?? lost).code) : blobs.result<JudgedClaims>(task),
  )
  return [
    ...(await Promise.all(parts)),
    ...(undecided > mostTasks * claimsPerTask ? [nothingSaid('claim_limit_reached')] : []),
  ]
}
