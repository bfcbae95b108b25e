import {
  checkArtifact,
  concludeArtifact,
  gatherEvidence,
  judgeClaims,
  type ArtifactCheck,
  type ArtifactPlan,
  type Citation,
  type DraftRequest,
  type Evidence,
  type JudgedClaims,
  type VerifyRequest,
} from '@synthwright/contracts'
import type { BlobReader } from '../engine/blob-reader.ts'
import { resultOfStep, type Decision, type Recipe } from '../engine/recipe.ts'
import type { RunDocument, StepState, TaskState } from '../engine/run.ts'
import { artifactAudit } from './audit.ts'
import { checkInput, type GatheredEvidence } from './evidence-input.ts'
import { judgedIn, judgeInput, judgeStep } from './judging.ts'
import { afterConclusion } from './remembering.ts'

/** Words that a text cites, at the revision of the source that had them. */
export type CitedWords = Pick<Citation, 'id' | 'revision' | 'quote'>

/** What the start of a verification stores: the request, and of the run it names what the checks need. */
export interface StoredVerifyRequest {
  request: VerifyRequest
  unknownFields: string[]
  markdown: string
  parent: {
    runId: string
    request: Partial<DraftRequest>
    plan: ArtifactPlan | null
    /** What its artifact cites, in the words that stood there. Older documents lack it. */
    cited?: CitedWords[]
  } | null
}

const single = (name: string, contract: Recipe['contracts'][number]): Decision => ({
  type: 'step',
  name,
  round: 1,
  tasks: [{ key: name, contract }],
})

const next = (run: Pick<RunDocument, 'steps' | 'asked'>): Decision => {
  const last = run.steps.at(-1)
  switch (last?.name) {
    case undefined:
      return single('evidence', gatherEvidence)
    case 'evidence':
      return single('check', checkArtifact)
    case 'check':
      return judgeStep(run, last!) ?? single('conclude', concludeArtifact)
    case 'judge':
      return single('conclude', concludeArtifact)
    default: {
      const { emptied: _, ...outcome } = last!.tasks[0]!.facts as Record<string, unknown>
      const decision = afterConclusion(run, outcome)
      // An id that nothing was kept under would lead nowhere.
      return decision.type === 'end' ? { ...decision, outcome: { ...outcome, artifact_id: null } } : decision
    }
  }
}

/** What the text was asked for with: an unedited text of a run is the artifact of that run, for the same readers. */
const textRequest = ({ request, parent }: StoredVerifyRequest): Record<string, unknown> => {
  const { remember, memory_scope, scope_key } = request
  return parent ? { ...parent.request, remember, memory_scope, scope_key } : request
}

const input = async (run: RunDocument, step: StepState, task: TaskState, blobs: BlobReader): Promise<unknown> => {
  const stored = await blobs.request<StoredVerifyRequest>()
  const { request, parent, markdown } = stored
  const goal = request.goal ?? parent?.request.goal ?? null
  const constraints = request.constraints ?? parent?.request.constraints ?? []
  switch (step.name) {
    case 'evidence':
      return {
        markdown,
        title: null,
        audience: null,
        drafted: [],
        sections: (parent?.plan?.body.outline.sections ?? []).map(({ section_id, title, source_ids }) => ({
          section_id,
          title,
          source_ids,
        })),
        source_ids: request.source_ids,
        project: parent?.request.project ?? null,
        cited: parent?.cited ?? [],
      }
    case 'check':
      return {
        ...checkInput(goal, constraints, await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)),
        max_source_age_days: request.max_source_age_days,
      }
    case 'judge':
      return judgeInput(run, step, task, blobs)
    default: {
      const gathered = await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)
      const judged = await judgedIn(run, blobs)
      return {
        kind: 'verify',
        teamId: run.teamId,
        userId: run.principal.userId,
        goal,
        request: textRequest(stored),
        text: gathered.text,
        plan: parent?.plan ?? null,
        drafted: [],
        evidence: evidenceToConclude(gathered.evidence, judged),
        check: await resultOfStep<ArtifactCheck>(run, 'check', blobs),
        judged,
        usage: { input_tokens: run.usage.inputTokens, output_tokens: run.usage.outputTokens },
        mayRedraft: false,
      }
    }
  }
}

/** Only verdicts of a judge are read against claims and sentences again, and of a long text all would fill a message. */
const evidenceToConclude = (evidence: Evidence, judged: readonly JudgedClaims[] | undefined): Evidence => {
  const asked = new Set((judged ?? []).flatMap(({ verdicts }) => verdicts.map(({ claimId }) => claimId)))
  return {
    ...evidence,
    claims: evidence.claims.filter(({ index }) => asked.has(String(index))),
    evidence: evidence.evidence.filter(({ claim }) => asked.has(String(claim))),
    packs: evidence.packs.map((pack) => ({ ...pack, texts: [] })),
    redacted: [],
  }
}

/** evidence → check → judge what is undecided → conclude, over a text that somebody wrote or edited. */
export const verifyRecipe: Recipe = {
  kind: 'artifact.verify',
  next,
  input,
  audit: artifactAudit('synthesis.verify'),
  contracts: [gatherEvidence, checkArtifact, judgeClaims, concludeArtifact],
}
