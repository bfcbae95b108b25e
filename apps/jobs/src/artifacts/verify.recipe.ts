import {
  checkArtifact,
  concludeArtifact,
  gatherEvidence,
  type ArtifactCheck,
  type ArtifactPlan,
  type DraftRequest,
  type VerifyRequest,
} from '@synthwright/contracts'
import type { BlobReader } from '../engine/blob-reader.ts'
import { resultOfStep, type Decision, type Recipe } from '../engine/recipe.ts'
import type { RunDocument, StepState, TaskState } from '../engine/run.ts'
import { artifactAudit } from './audit.ts'
import { checkInput, type GatheredEvidence } from './evidence-input.ts'

/** What the start of a verification stores: the request, and of the run it names what the checks need. */
export interface StoredVerifyRequest {
  request: VerifyRequest
  unknownFields: string[]
  markdown: string
  parent: { runId: string; request: Partial<DraftRequest>; plan: ArtifactPlan | null } | null
}

const order = ['evidence', 'check', 'conclude'] as const
const contracts = { evidence: gatherEvidence, check: checkArtifact, conclude: concludeArtifact }

const next = (run: Pick<RunDocument, 'steps'>): Decision => {
  const last = run.steps.at(-1)
  const name = order[last ? order.indexOf(last.name as (typeof order)[number]) + 1 : 0]
  if (name) return { type: 'step', name, round: 1, tasks: [{ key: name, contract: contracts[name] }] }
  const { emptied: _, ...outcome } = last!.tasks[0]!.facts as Record<string, unknown>
  return { type: 'end', outcome }
}

const input = async (run: RunDocument, step: StepState, _task: TaskState, blobs: BlobReader): Promise<unknown> => {
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
      }
    case 'check':
      return checkInput(goal, constraints, await resultOfStep<GatheredEvidence>(run, 'evidence', blobs))
    default: {
      const gathered = await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)
      return {
        kind: 'verify',
        teamId: run.teamId,
        userId: run.principal.userId,
        goal,
        request,
        text: gathered.text,
        plan: parent?.plan ?? null,
        drafted: [],
        evidence: gathered.evidence,
        check: await resultOfStep<ArtifactCheck>(run, 'check', blobs),
        usage: { input_tokens: run.usage.inputTokens, output_tokens: run.usage.outputTokens },
        mayRedraft: false,
      }
    }
  }
}

/** evidence → check → conclude, over a text that somebody wrote or edited. */
export const verifyRecipe: Recipe = {
  kind: 'artifact.verify',
  next,
  input,
  audit: artifactAudit('synthesis.verify'),
  contracts: [gatherEvidence, checkArtifact, concludeArtifact],
}
