import type {
  ArtifactPlan,
  ArtifactToRemember,
  Conclusion,
  DraftRequest,
  MemoryScope,
  Verification,
} from '@synthwright/contracts'
import { canonicalJson, withoutTail } from '@synthwright/kernel'
import type { BlobReader } from '../engine/blob-reader.ts'
import { resultOfStep } from '../engine/recipe.ts'
import type { RunDocument } from '../engine/run.ts'
import type { StoredDraftRequest } from './draft.recipe.ts'
import type { GatheredEvidence } from './evidence-input.ts'
import { rememberedIds } from './remembering.ts'
import type { StoredVerifyRequest } from './verify.recipe.ts'

/** What of a run is kept, however it came about. */
interface Kept {
  title: string
  content: string
  hash: string
  outputType: string | null
  audience: string | null
  sourceIds: string[]
  /** Rows after which its headings are called. */
  namedAfter: readonly string[]
  sectionSourceIds: Record<string, string[]>
  verification: Verification
  project: string | null
  request: { memory_scope: MemoryScope; scope_key: string | null; tags: string[] }
}

/** Of a verdict what marks the artifact; its flags quote the text and its sources, which have rights of their own. */
const markOf = ({ status, source_count, gap_count, method, gaps, ...counts }: Verification) => ({
  status,
  source_count,
  gap_count,
  method,
  checked_sentence_count: counts.checked_sentence_count,
  supported_sentence_count: counts.supported_sentence_count,
  gap_reasons: [...new Set(gaps.map(({ reason }) => reason))],
})

const draftKept = (
  { request }: StoredDraftRequest,
  { artifact, verification }: Conclusion,
  { named_after = [] }: ArtifactPlan,
): Kept => {
  const { format, markdown, json_payload, title, ...made } = artifact!
  return {
    title,
    content: format === 'json' ? canonicalJson(json_payload) : markdown,
    hash: made.generated_text_hash,
    outputType: request.output_type,
    audience: request.audience,
    sourceIds: made.source_ids,
    namedAfter: named_after,
    sectionSourceIds: made.section_source_ids,
    verification,
    project: request.project,
    request,
  }
}

/** The first heading of the first level. */
export const headingOf = (markdown: string): string | undefined => {
  const heading = /^#[ \t]+(\S.*)$/m.exec(markdown)?.[1]
  return heading && (withoutTail(heading, /[ \t#]/).trim() || heading)
}

/**
 * What the sentences of a checked text cite: as far as whoever had it checked can read it, or was shown it by the run
 * that cited it. What is gone of that is named too, so that the text is withheld with it.
 */
const citedIn = (
  sentences: Conclusion['sentences'],
  { evidence }: GatheredEvidence,
  parent: StoredVerifyRequest['parent'],
): string[] => {
  const known = new Set([...evidence.sources, ...(parent?.cited ?? [])].map(({ id }) => id))
  return [...new Set(sentences.flatMap(({ citation_ids }) => citation_ids))].filter((id) => known.has(id))
}

const verifiedKept = (
  { request, parent, markdown }: StoredVerifyRequest,
  { text_hash, sentences, verification }: Conclusion,
  gathered: GatheredEvidence,
): Kept => {
  const asked: Partial<DraftRequest> = parent?.request ?? {}
  const plan: ArtifactPlan | null = parent?.plan ?? null
  const sections = gathered.text.sections.map(({ section_id }) => section_id)
  return {
    title: headingOf(markdown) ?? plan?.body.outline.title ?? request.goal ?? 'A verified text',
    content: markdown,
    hash: text_hash,
    outputType: asked.output_type ?? null,
    audience: asked.audience ?? null,
    sourceIds: citedIn(sentences, gathered, parent),
    namedAfter: plan?.named_after ?? [],
    sectionSourceIds: Object.fromEntries(
      sections.map((id) => [
        id,
        citedIn(
          sentences.filter(({ section_id }) => section_id === id),
          gathered,
          parent,
        ),
      ]),
    ),
    verification,
    project: asked.project ?? null,
    request,
  }
}

const keptOf = async (run: RunDocument, blobs: BlobReader): Promise<Kept> => {
  const conclusion = await resultOfStep<Conclusion>(run, 'conclude', blobs)
  if (run.kind !== 'artifact.verify') {
    const plan = await resultOfStep<ArtifactPlan>(run, 'plan', blobs)
    return draftKept(await blobs.request<StoredDraftRequest>(), conclusion, plan)
  }
  const gathered = await resultOfStep<GatheredEvidence>(run, 'evidence', blobs)
  return verifiedKept(await blobs.request<StoredVerifyRequest>(), conclusion, gathered)
}

/** What a concluded run asks graph to keep. */
export const artifactToRemember = async (
  run: RunDocument,
  artifactId: string,
  blobs: BlobReader,
): Promise<ArtifactToRemember> => {
  const { title, content, hash, outputType, audience, sourceIds, sectionSourceIds, ...kept } = await keptOf(run, blobs)
  // Its headings are words of these rows: what becomes of them becomes of it.
  const restsOn = [...new Set([...sourceIds, ...kept.namedAfter])]
  const { memory_scope, scope_key, tags } = kept.request
  const ids = rememberedIds(artifactId)
  return {
    artifact_id: artifactId,
    memory_id: ids.remembered_memory_id,
    source_id: ids.remembered_source_id,
    title,
    content,
    memory_scope,
    scope_key,
    project: kept.project,
    tags: [...new Set(['synthesis', ...(outputType ? [outputType] : []), ...tags])],
    source_ids: restsOn,
    metadata: {
      synthesis_run_id: run._id,
      synthesis_artifact_id: artifactId,
      generated_text_hash: hash,
      output_type: outputType,
      audience,
      source_ids: sourceIds,
      section_source_ids: sectionSourceIds,
      verification: markOf(kept.verification),
    },
  }
}
