import {
  checkArtifact,
  concludeArtifact,
  draftSection,
  gatherEvidence,
  judgeClaims,
  planDraft,
  type ArtifactCheck,
  type ArtifactPlan,
  type DraftedSection,
  type DraftRequest,
  type RefusedSentence,
} from '@synthwright/contracts'
import type { BlobReader } from '../engine/blob-reader.ts'
import { lastStep, resultOfStep, type Decision, type Recipe } from '../engine/recipe.ts'
import type { RunDocument, StepState, TaskState } from '../engine/run.ts'
import { artifactAudit } from './audit.ts'
import { checkInput, type GatheredEvidence } from './evidence-input.ts'
import { judgedIn, judgeInput, judgeStep } from './judging.ts'
import { afterConclusion } from './remembering.ts'
import { toldElsewhere } from './shared-sentences.ts'

/** What the start of a draft stores as its request. */
export interface StoredDraftRequest {
  request: DraftRequest
  unknownFields: string[]
}

type Steps = Pick<RunDocument, 'steps' | 'asked'>

interface PlanFacts {
  sections: { id: string; empty: boolean }[]
  title: string
}

const single = (name: string, round: number, contract: typeof planDraft | Recipe['contracts'][number]): Decision => ({
  type: 'step',
  name,
  round,
  tasks: [{ key: name, contract }],
})

const drafting = (round: number, sectionIds: string[]): Decision => ({
  type: 'step',
  name: 'draft',
  round,
  tasks: sectionIds.map((key) => ({ key, contract: draftSection })),
})

const factsOf = <T>(step: StepState): T => step.tasks[0]!.facts as T

/**
 * A section is written at most three times: at first, again when a check refused sentences of it, and once more,
 * extractively, when taking out what was still refused left it empty.
 */
const revisionRound = 2

const emptiedRedrafted = (run: Steps): boolean =>
  run.steps.some(
    ({ name, round }) => name === 'conclude' && run.steps.some((s) => s.name === 'draft' && s.round > round),
  )

const next = (run: Steps): Decision => {
  const last = run.steps.at(-1)
  if (!last) return single('plan', 1, planDraft)
  switch (last.name) {
    case 'plan': {
      const written = factsOf<PlanFacts>(last).sections.filter(({ empty }) => !empty)
      return written.length
        ? drafting(
            1,
            written.map(({ id }) => id),
          )
        : single('evidence', 1, gatherEvidence)
    }
    case 'draft':
      return single('evidence', last.round, gatherEvidence)
    case 'evidence':
      return single('check', last.round, checkArtifact)
    case 'check': {
      const { refusedSections } = factsOf<{ refusedSections: string[] }>(last)
      return refusedSections.length && last.round < revisionRound
        ? drafting(last.round + 1, refusedSections)
        : (judgeStep(run, last) ?? single('conclude', last.round, concludeArtifact))
    }
    case 'judge':
      return single('conclude', last.round, concludeArtifact)
    default: {
      const { emptied, ...outcome } = factsOf<{ emptied: string[] } & Record<string, unknown>>(last)
      if (emptied.length && !emptiedRedrafted(run)) return drafting(last.round + 1, emptied)
      return afterConclusion(run, { ...outcome, title: factsOf<PlanFacts>(run.steps[0]!).title })
    }
  }
}

/** The words that the text must cover; nobody set a handbook any. */
const goalOf = ({ kind }: RunDocument, { goal }: DraftRequest): string | null =>
  kind === 'artifact.handbook' ? null : goal

/** The newest writing of each section, in the order of the outline. */
const draftedSections = async (run: RunDocument, blobs: BlobReader): Promise<DraftedSection[]> => {
  const newest = new Map<string, TaskState>()
  for (const step of run.steps.filter(({ name, status }) => name === 'draft' && status === 'done'))
    for (const task of step.tasks) newest.set(task.key, task)
  const order = factsOf<PlanFacts>(run.steps[0]!).sections.map(({ id }) => id)
  return Promise.all(order.flatMap((id) => newest.get(id) ?? []).map((task) => blobs.result<DraftedSection>(task)))
}

/** What the other sections say already, when a section is written once more. */
const writtenElsewhere = (drafted: readonly DraftedSection[], sectionId: string): string[] =>
  drafted
    .filter(({ section_id }) => section_id !== sectionId)
    .flatMap(({ sentences }) => sentences.map(({ text }) => text))

/** What a check refused in a section, for its next writing. */
const refusedIn = async (run: RunDocument, sectionId: string, blobs: BlobReader): Promise<RefusedSentence[]> => {
  if (!lastStep(run, 'check')) return []
  const check = await resultOfStep<ArtifactCheck>(run, 'check', blobs)
  const { text } = await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)
  return check.sentences
    .filter((sentence) => sentence.section_id === sectionId)
    .flatMap(({ start, end, flags }) => {
      const hard = flags.find(({ severity }) => severity === 'hard')
      return hard ? [{ text: text.markdown.slice(start, end), code: hard.code, detail: hard.detail }] : []
    })
}

/** Which of the sections that are written this is. */
const placeOf = (run: RunDocument, sectionId: string): { index: number; count: number } => {
  const written = factsOf<PlanFacts>(run.steps[0]!).sections.filter(({ empty }) => !empty)
  return { index: written.findIndex(({ id }) => id === sectionId), count: written.length }
}

const input = async (run: RunDocument, step: StepState, task: TaskState, blobs: BlobReader): Promise<unknown> => {
  const { request, unknownFields } = await blobs.request<StoredDraftRequest>()
  if (step.name === 'plan') return { request, unknownFields }
  const plan = await resultOfStep<ArtifactPlan>(run, 'plan', blobs)
  const drafted = await draftedSections(run, blobs)
  const { outline } = plan.body
  switch (step.name) {
    case 'draft': {
      const concluded = run.steps.some(({ name }) => name === 'conclude')
      return {
        goal: request.goal,
        title: outline.title,
        audience: outline.audience,
        constraints: request.constraints,
        section: plan.material.find(({ section_id }) => section_id === task.key),
        mode: concluded || run.kind === 'artifact.handbook' ? 'extractive' : 'auto',
        refused: await refusedIn(run, task.key, blobs),
        previous: drafted.find(({ section_id }) => section_id === task.key)?.sentences ?? [],
        output_type: request.output_type,
        depth: request.depth,
        domain: request.domain,
        place: placeOf(run, task.key),
        elsewhere: [...toldElsewhere(plan.material, task.key), ...writtenElsewhere(drafted, task.key)],
      }
    }
    case 'evidence':
      return {
        markdown: null,
        title: outline.title,
        audience: outline.audience,
        drafted,
        sections: outline.sections.map(({ section_id, title, source_ids }) => ({ section_id, title, source_ids })),
        source_ids: [],
        project: request.project,
      }
    case 'check':
      return checkInput(
        goalOf(run, request),
        request.constraints,
        await resultOfStep<GatheredEvidence>(run, 'evidence', blobs),
      )
    case 'judge':
      return judgeInput(run, step, task, blobs)
    default: {
      const gathered = await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)
      return {
        kind: 'draft',
        teamId: run.teamId,
        userId: run.principal.userId,
        goal: goalOf(run, request),
        request,
        text: gathered.text,
        plan,
        drafted,
        evidence: gathered.evidence,
        check: await resultOfStep<ArtifactCheck>(run, 'check', blobs),
        judged: await judgedIn(run, blobs),
        usage: { input_tokens: run.usage.inputTokens, output_tokens: run.usage.outputTokens },
        mayRedraft: !run.steps.some(({ name, status }) => name === 'conclude' && status === 'done'),
      }
    }
  }
}

/** plan → draft per section → evidence → check, in rounds, → judge what is undecided → conclude. */
export const draftRecipe: Recipe = {
  kind: 'artifact.draft',
  next,
  input,
  audit: artifactAudit('synthesis.draft'),
  contracts: [planDraft, draftSection, gatherEvidence, checkArtifact, judgeClaims, concludeArtifact],
}
