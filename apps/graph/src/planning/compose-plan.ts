import type {
  ArtifactPlan,
  DraftSource,
  PackSource,
  PlanRequest,
  PlanResponse,
  SectionMaterial,
  SourcePack,
  SourcePassage,
} from '@synthwright/contracts'
import { bestSpans, round4, type Span } from '@synthwright/retrieval'
import { passageOf } from '../index/row-units.ts'
import { freshnessOf, originOf, passagesOf, provenanceOf, statusOf, unresolvedClaims } from '../rows/row-text.ts'
import { previewOf } from '../search/preview.ts'
import type { RankedRow } from '../search/rank-rows.ts'
import { splitPassages } from '../documents/split-passages.ts'
import { depthLimits } from './depth-limits.ts'
import type { PackedSource } from './fill-packs.ts'
import type { SelectedSection, Selection } from './select-sources.ts'

type Texts = ReadonlyMap<string, string>

const packSource = (
  { section, passages }: SelectedSection,
  source: PackedSource,
  texts: Texts,
  previewCharacters: number,
): PackSource => {
  const { id, row, score, unitId, pinned, required, neighbour, homeSection } = source
  const preview = previewOf(
    row,
    texts.get(id)!,
    section.query.terms,
    passages.get(id)?.[0] ?? unitId,
    previewCharacters,
  )
  const status = statusOf(row)
  return {
    id,
    type: row.type,
    name: row.name,
    content_preview: preview.text,
    score,
    source: provenanceOf(row),
    origin: originOf(row),
    relation: neighbour?.relation ?? null,
    metadata: {
      spans: preview.spans,
      ...(pinned ? { pinned } : {}),
      ...(required ? { required } : {}),
      ...(neighbour ? { via: neighbour.via } : {}),
      ...(homeSection === undefined ? {} : { home_section_id: `sec_${homeSection + 1}` }),
      project_id: row.projectId,
      ...(status === undefined ? {} : { status }),
      revision: row.revision,
      content_hash: row.contentHash,
      freshness_basis: freshnessOf(row).basis,
    },
  }
}

/** What a pack shows of a redacted row: that it is there. */
const maskedSource = ({ id, row, score }: RankedRow): PackSource => ({
  id,
  type: row.type,
  name: row.name,
  content_preview: '',
  score: round4(score),
  source: null,
  origin: originOf(row),
  relation: null,
  metadata: { spans: [], redacted: true, project_id: row.projectId, revision: row.revision },
})

const sourcePack = (selected: SelectedSection, texts: Texts, previewCharacters: number): SourcePack => {
  const { id, section, pack, loss } = selected
  const claims = [...pack, ...loss.redacted].flatMap(({ row }) => unresolvedClaims(row))
  return {
    section_id: id,
    title: section.title,
    query: section.query.text,
    source_ids: pack.map((source) => source.id),
    sources: [
      ...pack.map((source) => packSource(selected, source, texts, previewCharacters)),
      ...loss.redacted.map(maskedSource),
    ],
    hidden_count: loss.hidden,
    redaction_count: loss.redacted.length,
    correction_count: Object.values(loss.corrections).reduce((sum, count) => sum + count, 0),
    correction_reasons: { ...loss.corrections },
    freshness: Object.fromEntries(pack.map(({ id: sourceId, row }) => [sourceId, freshnessOf(row).at])),
    unresolved_claims: [...new Set(claims)],
  }
}

const passage = (text: string, { start, end }: Span, headings: readonly string[]): SourcePassage => ({
  start,
  end,
  text: text.slice(start, end),
  heading_path: [...headings],
})

/** What of a source a section may be written from: whole passages, the best first. */
const sourcePassages = (
  { section, passages }: SelectedSection,
  { id, row, unitId }: PackedSource,
  text: string,
  mostCharacters: number,
): SourcePassage[] => {
  if (passagesOf(row).length > 0) {
    const allotted = passages.get(id) ?? []
    const units = allotted.length > 0 ? allotted : unitId ? [unitId] : []
    const spans = units.flatMap((unit) => passageOf(row, unit) ?? [])
    const opening = passagesOf(row)
      .filter(({ prose }) => prose)
      .slice(0, 1)
    return (spans.length > 0 ? spans : opening).map((span) => passage(text, span, span.headings))
  }
  if (text.length <= mostCharacters) return [passage(text, { start: 0, end: text.length }, [])]
  const segments = splitPassages(text, 'markdown')
  return bestSpans(text, section.query.terms, { budget: mostCharacters, maxSpans: segments.length, segments }).map(
    (span) => passage(text, span, []),
  )
}

const draftSource = (
  selected: SelectedSection,
  source: PackedSource,
  texts: Texts,
  mostCharacters: number,
): DraftSource => ({
  id: source.id,
  type: source.row.type,
  name: source.row.name,
  revision: source.row.revision,
  freshness: freshnessOf(source.row).at,
  unresolved_claims: unresolvedClaims(source.row),
  score: source.score,
  passages: sourcePassages(selected, source, texts.get(source.id)!, mostCharacters),
})

const planBody = (
  request: PlanRequest,
  { title, sections, runGaps, notices, retrieval }: Selection,
  texts: Texts,
  snapshotDigest: string,
): Omit<PlanResponse, 'run_id'> => {
  const { previewCharacters } = depthLimits[request.depth]
  const packs = sections.map((selected) => sourcePack(selected, texts, previewCharacters))
  const gaps = [...sections.flatMap((selected) => selected.gaps), ...runGaps]
  return {
    status: 'planned',
    request: { ...request },
    outline: {
      title,
      output_type: request.output_type,
      audience: request.audience,
      sections: sections.map(({ id, section, gaps: own }, at) => ({
        section_id: id,
        title: section.title,
        prompt: section.prompt,
        source_query: section.query.text,
        source_ids: packs[at]!.source_ids,
        gaps: [...own],
      })),
    },
    source_packs: packs,
    verification: {
      status: 'pending',
      source_count: new Set(packs.flatMap(({ source_ids }) => source_ids)).size,
      gap_count: gaps.length,
      gaps,
    },
    snapshot_digest: snapshotDigest,
    retrieval,
    notices: [...notices],
  }
}

/** Writes a plan down: the body its caller sees, and for each section the text it may be written from. */
export const composePlan = (
  request: PlanRequest,
  selection: Selection,
  texts: Texts,
  snapshot: { digest: string; rowCount: number },
  viewDigest: string,
): ArtifactPlan => {
  const { sentences, materialCharacters } = depthLimits[request.depth]
  return {
    body: planBody(request, selection, texts, snapshot.digest),
    material: selection.sections.map((selected): SectionMaterial => ({
      section_id: selected.id,
      title: selected.section.title,
      prompt: selected.section.prompt,
      query: selected.section.query.text,
      sentences: { ...sentences },
      sources: selected.pack.map((source) => draftSource(selected, source, texts, materialCharacters)),
    })),
    snapshot: { digest: snapshot.digest, row_count: snapshot.rowCount },
    viewDigest,
    named_after: [...selection.namedAfter],
  }
}
