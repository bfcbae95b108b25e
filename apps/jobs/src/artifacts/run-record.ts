import type { RunRecord, VerifyRequest, VerifyResponse } from '@synthwright/contracts'
import { lastStep } from '../engine/recipe.ts'
import type { RunDocument } from '../engine/run.ts'
import { draftAnswer, handbookAnswer, planAnswer, verifyAnswer } from './answers.ts'
import { draftKeeping, verifyKeeping } from './kept-answer.ts'
import { surfaceKind, surfaceStatus } from './status.ts'
import type { StoredRun } from './stored-run.ts'
import { withheldVerification } from './withheld-verification.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

interface PlanFacts {
  sections: { id: string; empty: boolean }[]
  snapshot: { digest: string; row_count: number }
}

const planFacts = (run: RunDocument): PlanFacts | undefined =>
  lastStep(run, 'plan')?.tasks[0]?.facts as PlanFacts | undefined

const progressOf = (run: RunDocument): RunRecord['progress'] => {
  const sections = planFacts(run)?.sections ?? []
  const written = new Set(
    run.steps
      .filter(({ name }) => name === 'draft')
      .flatMap(({ tasks }) => tasks.filter(({ status }) => status === 'done').map(({ key }) => key)),
  )
  const done = sections.filter(({ id, empty }) => empty || written.has(id) || run.kind === 'artifact.plan')
  return { sections_done: done.length, sections_total: sections.length }
}

const stages = { plan: ['plan'], draft: ['draft'], verify: ['evidence', 'check', 'judge', 'conclude'] }

/** How long a run took to keep its result; null when it kept none, or has not ended. */
const commitTook = ({ history, endedAt }: RunDocument): number | null => {
  const begun = history.find(({ type }) => type === 'run.committing')
  return begun && endedAt ? endedAt.getTime() - Date.parse(begun.at) : null
}

/** How long the steps of a stage took together, over all their rounds; null when none has ended. */
const timingsOf = (run: RunDocument): RunRecord['timings_ms'] => {
  const took = (names: string[]): number | null => {
    const ended = run.steps.filter(({ name, endedAt }) => names.includes(name) && endedAt !== null)
    return ended.length ? ended.reduce((sum, { startedAt, endedAt }) => sum + endedAt! - startedAt, 0) : null
  }
  return {
    plan: took(stages.plan),
    draft: took(stages.draft),
    verify: took(stages.verify),
    remember: commitTook(run),
  }
}

const snapshotOf = (run: RunDocument): RunRecord['snapshot'] => {
  const facts = planFacts(run)
  const takenAt = lastStep(run, 'plan')?.endedAt
  return facts && takenAt ? { ...facts.snapshot, taken_at: new Date(takenAt).toISOString() } : null
}

/** The request as it is told while a source behind the run is not for its reader: a text that somebody sent quotes it. */
const withheldRequest = (request: StoredRun['request']): StoredRun['request'] =>
  'markdown' in request ? { ...request, markdown: null } : request

/** The answer as it is told while a source behind it is not for its reader. */
const withheldAnswer = (
  answer: Partial<RunRecord>,
  run: StoredRun['run'],
  request: StoredRun['request'],
): Partial<RunRecord> => {
  const isVerified = run.kind === 'artifact.verify' && run.status === 'succeeded'
  if (isVerified) return withheldVerification(answer as VerifyResponse, (request as VerifyRequest).markdown)
  return { ...answer, ...Object.fromEntries(withheldMembers.flatMap((name) => (name in answer ? [[name, null]] : []))) }
}

/** What the run's call answered, as far as it has come. */
const answerOf = ({ run, request, unknownFields, plan, conclusion }: StoredRun): Partial<RunRecord> => {
  if (run.status !== 'succeeded') return {}
  switch (run.kind) {
    case 'artifact.plan':
      return planAnswer(run._id, plan!)
    case 'artifact.draft':
      return draftKeeping(run, request, draftAnswer(run._id, request, plan!, conclusion!))
    case 'artifact.handbook':
      return handbookAnswer(run.project!, conclusion!)
    case 'artifact.verify':
      return verifyKeeping(run, request, verifyAnswer(run._id, run.parentRunId, unknownFields, conclusion!))
  }
}

/** The members of an answer that show text, previews or names of sources. */
const withheldMembers = ['outline', 'source_packs', 'artifact', 'markdown', 'verification', 'notices'] as const

export interface SourceReview {
  unreadable: string[]
  changed: string[]
}

/**
 * A run as its surface shows it to one reader, who may read what `review` does not name as unreadable.
 * @param isOwn whether the reader made the run, and so sent the text that it was asked about
 */
export const runRecord = (stored: StoredRun, review: SourceReview, isOwn: boolean): RunRecord => {
  const { run } = stored
  const withheld = review.unreadable.length > 0
  const request = withheld && !isOwn ? withheldRequest(stored.request) : stored.request
  const answer = answerOf(stored)
  return {
    ...(withheld ? withheldAnswer(answer, run, request) : answer),
    run_id: run._id,
    status: surfaceStatus(run.kind, run.status),
    kind: surfaceKind(run.kind),
    parent_run_id: run.parentRunId,
    request,
    created_by: run.createdBy,
    created_at: run.createdAt.toISOString(),
    started_at: iso(run.startedAt),
    ended_at: iso(run.endedAt),
    progress: progressOf(run),
    snapshot: snapshotOf(run),
    timings_ms: timingsOf(run),
    stale: { is_stale: review.changed.length > 0, changed_source_ids: review.changed },
    error: run.error && { code: run.error.code, message: run.error.message },
    withheld,
  }
}
