import {
  isBound,
  reviewSources,
  type ArtifactPlan,
  type DraftRequest,
  type Principal,
  type RunRecord,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { RunEngine } from '../engine/engine.ts'
import type { RunDocument } from '../engine/run.ts'
import type { RunRepository } from '../engine/run.repository.ts'
import { runFor } from '../runs/visibility.ts'
import { runRecord, type SourceReview } from './run-record.ts'
import { readStoredRun, type StoredRun } from './stored-run.ts'
import { isArtifactRun } from './status.ts'
import type { CitedWords } from './verify.recipe.ts'

/** What a verification takes from the run it checks again. */
export interface VerifiableRun {
  request: Partial<DraftRequest>
  plan: ArtifactPlan | null
  cited: CitedWords[]
  markdown: string | null
  /** Whether that text rests on a source which the principal cannot read now: of it nothing may be shown or kept. */
  isWithheld: boolean
}

interface Loaded {
  stored: StoredRun
  review: SourceReview
  /** Whether the principal made the run: the text that was sent with it is theirs. */
  isOwn: boolean
}

/** A bound key has sent only what came with itself: other texts of its user may quote what it cannot read. */
const hasSent = (run: RunDocument, principal: Principal): boolean =>
  run.createdBy === principal.userId && (!isBound(principal) || run.principal.credentialId === principal.credentialId)

export type ArtifactRunReader = ReturnType<typeof createArtifactRunReader>

/** Reads stored artifact runs for a principal; its rights are those of the moment of reading, for the creator too. */
export const createArtifactRunReader = (
  runs: RunRepository,
  engine: Pick<RunEngine, 'readerFor'>,
  bus: Pick<Bus, 'call'>,
) => {
  const load = async (runId: string, principal: Principal): Promise<Loaded> => {
    const run = await runFor(runId, principal, { runs, bus })
    if (!isArtifactRun(run)) throw new AppError('run_not_found', 'Run not found')
    const stored = await readStoredRun(run, engine.readerFor(run))
    const isOwn = hasSent(run, principal)
    const sources = isOwn ? stored.sources : [...stored.sources, ...stored.redactedThen]
    const review = await bus.call(reviewSources, { projectId: run.project, sources }, { principal })
    return { stored, review, isOwn }
  }

  return {
    /** @throws AppError `run_not_found`, for unknown and unreadable runs alike */
    async read(runId: string, principal: Principal): Promise<RunRecord> {
      const { stored, review, isOwn } = await load(runId, principal)
      return runRecord(stored, review, isOwn)
    },

    /**
     * The text, the plan and the request that a new check of a run starts from.
     * @throws AppError `run_not_found`
     */
    async forVerification(runId: string, principal: Principal): Promise<VerifiableRun> {
      const { stored, review } = await load(runId, principal)
      const { plan, cited, markdown } = stored
      const isWithheld = review.unreadable.length > 0
      return { request: stored.request as Partial<DraftRequest>, plan, cited, markdown, isWithheld }
    },
  }
}
