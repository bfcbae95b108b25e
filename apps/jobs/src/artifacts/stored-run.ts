import type { ArtifactCheck, ArtifactPlan, Conclusion, DraftRequest, PlanRequest } from '@synthwright/contracts'
import type { BlobReader } from '../engine/blob-reader.ts'
import { lastStep, resultOfStep } from '../engine/recipe.ts'
import type { RunDocument } from '../engine/run.ts'
import type { GatheredEvidence } from './evidence-input.ts'
import type { ArtifactRun } from './status.ts'
import type { CitedWords, StoredVerifyRequest } from './verify.recipe.ts'

/** An artifact run with what it has made so far. */
export interface StoredRun {
  run: ArtifactRun
  request: PlanRequest | DraftRequest | StoredVerifyRequest['request']
  unknownFields: string[]
  /** The plan a draft was written from, or the one that a verification was checked against. */
  plan: ArtifactPlan | null
  conclusion: Conclusion | null
  check: ArtifactCheck | null
  /** The text of the run: of a draft its artifact, of a verification what it was given. */
  markdown: string | null
  /** What that text cites, in the words that stood there when it was written. */
  cited: CitedWords[]
  /** Every source whose text, name or preview the run shows, with the revision it saw. */
  sources: { id: string; revision: number | null }[]
  /** Sources that were redacted already when a text was checked against them: whoever sent that text may see it still. */
  redactedThen: { id: string; revision: number | null }[]
}

/** The sources a plan shows. Of one that was redacted already it shows nothing that could be withheld later. */
const packSources = (plan: ArtifactPlan | null): StoredRun['sources'] =>
  (plan?.body.source_packs ?? []).flatMap(({ sources }) =>
    sources
      .filter(({ metadata }) => !metadata.redacted)
      .map(({ id, metadata }) => ({ id, revision: metadata.revision ?? null })),
  )

/** The rows after which a plan calls its sections: their names are shown, whatever they say by now. */
const namedAfter = (plan: ArtifactPlan | null): StoredRun['sources'] =>
  (plan?.named_after ?? []).map((id) => ({ id, revision: null }))

const resultIfDone = <T>(run: RunDocument, step: string, blobs: BlobReader): Promise<T | null> =>
  lastStep(run, step) ? resultOfStep<T>(run, step, blobs) : Promise.resolve(null)

const unique = (sources: StoredRun['sources']): StoredRun['sources'] => [
  ...new Map(sources.map((source) => [source.id, source])).values(),
]

/** Reads what an artifact run has made so far, whatever its kind and state. */
export const readStoredRun = async (run: ArtifactRun, blobs: BlobReader): Promise<StoredRun> => {
  const ended = run.status === 'succeeded'
  const conclusion = ended ? await resultIfDone<Conclusion>(run, 'conclude', blobs) : null
  const check = ended ? await resultIfDone<ArtifactCheck>(run, 'check', blobs) : null
  if (run.kind === 'artifact.verify') {
    const { request, unknownFields, parent, markdown } = await blobs.request<StoredVerifyRequest>()
    const gathered = await resultIfDone<GatheredEvidence>(run, 'evidence', blobs)
    const plan = parent?.plan ?? null
    const found = gathered?.evidence.sources ?? []
    const seen = found.map(({ id, revision }) => ({ id, revision }))
    // What its reader wrote is the reader's own: of a source that was redacted already, the check of it shows nothing.
    const masked = new Set(request.markdown ? found.filter(({ redacted }) => redacted).map(({ id }) => id) : [])
    return {
      run,
      request,
      unknownFields,
      plan,
      conclusion,
      check,
      markdown,
      cited: parent?.cited ?? [],
      sources: unique([...namedAfter(plan), ...[...packSources(plan), ...seen].filter(({ id }) => !masked.has(id))]),
      redactedThen: seen.filter(({ id }) => masked.has(id)),
    }
  }
  const stored = await blobs.request<{ request: PlanRequest | DraftRequest; unknownFields: string[] }>()
  const plan = await resultIfDone<ArtifactPlan>(run, 'plan', blobs)
  const markdown = conclusion?.artifact?.markdown ?? null
  const cited = (conclusion?.artifact?.citations ?? []).map(({ id, revision, quote }) => ({ id, revision, quote }))
  const sources = unique([...namedAfter(plan), ...packSources(plan)])
  return { run, ...stored, plan, conclusion, check, markdown, cited, sources, redactedThen: [] }
}
