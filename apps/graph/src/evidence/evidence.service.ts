import type {
  CheckedText,
  Evidence,
  EvidenceSentence,
  EvidenceSource,
  gatherEvidence,
  Principal,
  TextClaim,
} from '@synthwright/contracts'
import { readTextClaims, redactedPrint, renderArtifact } from '@synthwright/grounding'
import type { z } from 'zod'
import type { Clock } from '@synthwright/kernel'
import { memberOf } from '../access/access-class.ts'
import { classesInScope, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { retirementOf, type RetirementReason } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { freshnessOf, unresolvedClaims } from '../rows/row-text.ts'
import { isHidden, isMasked } from '../rows/shown-row.ts'
import { boundedClaims, fitEvidence } from './fit-evidence.ts'
import { packTexts } from './pack-texts.ts'
import { redactedRows, unrepeatable } from './redacted-texts.ts'
import { SourceSentences } from './source-sentences.ts'

export type EvidenceRequest = z.output<(typeof gatherEvidence)['input']>
export type EvidenceService = ReturnType<typeof createEvidenceService>

/** Sentences per cited source, when a citation names no range. */
const sentencesPerSource = 10
/** Sentences for one claim in all, however much it cites. */
const sentencesPerClaim = 40

/** The text under check and its claims: rendered from a draft's sections, or read from the given text. */
const textOf = ({
  markdown,
  title,
  audience,
  drafted,
  sections,
}: EvidenceRequest): { markdown: string; claims: TextClaim[] } => {
  if (markdown !== null) return { markdown, claims: readTextClaims(markdown, sections) }
  const written = new Map(drafted.map((section) => [section.section_id, section]))
  return renderArtifact({
    title: title ?? '',
    audience,
    sections: sections.map(({ section_id, title }) => ({
      section_id,
      title,
      form: written.get(section_id)?.form,
      sentences: written.get(section_id)?.sentences ?? [],
    })),
  })
}

const retiredAs: Record<RetirementReason, NonNullable<EvidenceSource['retired']>> = {
  superseded_by_source_id: 'superseded',
  lifecycle_superseded: 'superseded',
  duplicate_of_source_id: 'duplicate',
  lifecycle_stale: 'stale',
}

const evidenceSource = (index: TeamIndex, view: View, row: RowHead): EvidenceSource => {
  const { at, basis } = freshnessOf(row)
  const reason = retirementOf(index, view, row)?.reason
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    revision: row.revision,
    content_hash: row.contentHash,
    freshness: at,
    freshness_basis: basis,
    unresolved_claims: unresolvedClaims(row),
    retired: reason ? retiredAs[reason] : null,
    ...(isMasked(row) ? { redacted: true } : {}),
  }
}

/** What became of the words that were cited, of the sources that were changed since. */
const changesOf = (
  cited: NonNullable<EvidenceRequest['cited']>,
  rows: ReadonlyMap<string, RowHead>,
  contents: ReadonlyMap<string, string>,
): Map<string, 'intact' | 'gone'> => {
  const changes = new Map<string, 'intact' | 'gone'>()
  for (const { id, revision, quote } of cited) {
    const row = rows.get(id)
    if (!row || row.revision === revision || changes.get(id) === 'gone') continue
    changes.set(id, contents.get(id)!.includes(quote) ? 'intact' : 'gone')
  }
  return changes
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)]

const claimEvidence = (
  { text, citations }: TextClaim,
  sources: ReadonlyMap<string, SourceSentences>,
): EvidenceSentence[] => {
  const found = citations.flatMap(({ id, start, end }) => {
    const source = sources.get(id)
    if (!source) return []
    const cited = start === null || end === null ? [] : source.around({ start, end })
    return cited.length > 0 ? cited : source.best(text, sentencesPerSource)
  })
  const distinct = new Map(found.map((sentence) => [`${sentence.id} ${sentence.start}`, sentence]))
  return [...distinct.values()].slice(0, sentencesPerClaim)
}

interface Pack {
  readonly section_id: string | null
  readonly source_ids: readonly string[]
}

/** What each section may cite; text that no section claims may cite whatever any of them may. */
const packsOf = ({ sections, source_ids }: EvidenceRequest): Pack[] => {
  const packs = sections.map((section) => ({
    section_id: section.section_id,
    source_ids: unique([...section.source_ids, ...source_ids]),
  }))
  return [
    ...packs,
    { section_id: null, source_ids: unique([...packs.flatMap((pack) => pack.source_ids), ...source_ids]) },
  ]
}

const opposing: readonly string[] = ['CONTRADICTS', 'CONFLICTS_WITH']

interface SeenSource {
  readonly id: string
  readonly revision: number | null
}

/** Of a masked source nothing may be shown any more, as of one that cannot be read. */
const isUnreadable = (view: View, id: string): boolean => {
  const row = view.find(id)
  return !row || isMasked(row)
}

/** Whether a source says something else now, or does not stand for itself any more. A duplicate still does. */
const isChanged = (index: TeamIndex, view: View, { id, revision }: SeenSource): boolean => {
  const row = index.get(id)
  // Whoever asks was shown this source once: it is gone.
  if (!row) return true
  if (!view.reaches(row)) return false
  if (isHidden(row)) return true
  const reason = retirementOf(index, view, row)?.reason
  const isRetired = reason !== undefined && reason !== 'duplicate_of_source_id'
  return isRetired || isMasked(row) || (revision !== null && row.revision !== revision)
}

/** Pairs of rows that say of themselves that they contradict each other. */
const contradictionsAmong = (index: TeamIndex, ids: readonly string[]): NonNullable<Evidence['contradictions']> => {
  const among = new Set(ids)
  return ids.flatMap((id) =>
    index.graph
      .neighbours(id)
      .filter((other) => other.direction === 'out' && opposing.includes(other.type) && among.has(other.id))
      .map((other) => ({ ids: [id, other.id] as [string, string], relation: other.type })),
  )
}

export const createEvidenceService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => ({
  /** The text with everything its check needs, as far as the principal may read it now. */
  gather: (principal: Principal, request: EvidenceRequest): Promise<{ text: CheckedText; evidence: Evidence }> =>
    replicas.of(principal.teamId).read(async (index, texts, originals) => {
      const view = viewOf(index, principal)
      const { markdown, claims: all } = textOf(request)
      const { claims, leftOut } = boundedClaims(all)
      const packs = packsOf(request)
      const cited = unique(claims.flatMap(({ citations }) => citations.map(({ id }) => id)))
      const ids = unique([...cited, ...packs.flatMap(({ source_ids }) => source_ids)])
      const rows = new Map(ids.flatMap((id): [string, RowHead][] => (view.find(id) ? [[id, view.find(id)!]] : [])))
      const described = [...rows.values()].map((row) => evidenceSource(index, view, row))
      const packed = unique(packs.flatMap(({ source_ids }) => source_ids)).filter((id) => rows.has(id))
      const contradictions = contradictionsAmong(index, packed)
      const isInScope = memberOf(classesInScope(view, request.project))
      const redacted = redactedRows(index, isInScope).map((row) => ({ row, secret: unrepeatable(index, row) }))

      const contents = await texts([...rows.values()])
      const withheld = await originals(redacted.map(({ row }) => row))
      const changes = changesOf(request.cited ?? [], rows, contents)
      const sources = new Map([...rows].map(([id, row]) => [id, new SourceSentences(row, contents.get(id)!)]))
      const textsOf = ({ section_id, source_ids }: Pack): string[] => {
        const written = claims.filter((claim) => claim.section_id === section_id)
        if (written.length === 0) return []
        const readable = source_ids.flatMap((id) => rows.get(id) ?? [])
        return packTexts(readable, contents, written.map(({ text }) => text).join('\n'))
      }
      const text = { markdown, sections: request.sections.map(({ section_id, title }) => ({ section_id, title })) }
      return {
        text,
        evidence: fitEvidence(text, {
          claims,
          ...(leftOut > 0 ? { left_out: leftOut } : {}),
          sources: described.map((source) => ({ ...source, changed: changes.get(source.id) ?? null })),
          unresolved: cited.filter((id) => !rows.has(id)),
          evidence: claims.map((claim) => ({ claim: claim.index, sentences: claimEvidence(claim, sources) })),
          packs: packs.map((pack) => ({ ...pack, source_ids: [...pack.source_ids], texts: textsOf(pack) })),
          as_of: clock.date().toISOString(),
          redacted: redacted.map(({ row, secret }) => redactedPrint(secret(withheld.get(row.id)!))),
          contradictions,
        }),
      }
    }),

  /** Which of these sources may not be shown to the principal now, and which changed since the given revisions. */
  review: (
    principal: Principal,
    { projectId, sources }: { projectId: string | null; sources: readonly SeenSource[] },
  ): Promise<{ projectReadable: boolean; unreadable: string[]; changed: string[] }> =>
    replicas.of(principal.teamId).read((index) => {
      const view = viewOf(index, principal)
      return {
        projectReadable: projectId !== null && view.roleIn(projectId) !== null,
        unreadable: sources.filter(({ id }) => isUnreadable(view, id)).map(({ id }) => id),
        changed: sources.filter((source) => isChanged(index, view, source)).map(({ id }) => id),
      }
    }),
})
