import type { CheckedText, Evidence, EvidenceSource, gatherEvidence, Principal } from '@synthwright/contracts'
import type { Clock } from '@synthwright/kernel'
import type { ReadingThread } from '@synthwright/service'
import type { z } from 'zod'
import { memberOf } from '../access/access-class.ts'
import { classesInScope, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { retirementOf, type RetirementReason } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type * as readingWork from '../reading-work.ts'
import type { RowHead } from '../rows/row.ts'
import { freshnessOf, unresolvedClaims } from '../rows/row-text.ts'
import { isHidden, isMasked } from '../rows/shown-row.ts'
import type { Gathered, Pack } from './gather-over.ts'
import { redactedRows, unrepeatableOf } from './redacted-texts.ts'

export type EvidenceRequest = z.output<(typeof gatherEvidence)['input']>
export type EvidenceService = ReturnType<typeof createEvidenceService>

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

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)]

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

const sizeOf = ({ text, contents, redacted }: Gathered): number =>
  [text.markdown, ...contents.values(), ...redacted.map(({ text }) => text)].reduce(
    (sum, { length }) => sum + length,
    0,
  )

interface Parts {
  replicas: Replicas
  clock: Clock
  reading: ReadingThread<typeof readingWork>
}

export const createEvidenceService = ({ replicas, clock, reading }: Parts) => ({
  /** The text with everything its check needs, as far as the principal may read it now. */
  async gather(
    principal: Principal,
    request: EvidenceRequest,
    signal?: AbortSignal,
  ): Promise<{ text: CheckedText; evidence: Evidence }> {
    const asked = { team: principal.teamId, signal }
    const size = request.markdown?.length ?? 0
    const { markdown, claims, leftOut } = await reading.run('textUnderCheck', request, { ...asked, size })
    const text = { markdown, sections: request.sections.map(({ section_id, title }) => ({ section_id, title })) }
    const gathered = await replicas.of(principal.teamId).read(async (index, texts, originals): Promise<Gathered> => {
      const view = viewOf(index, principal)
      const packs = packsOf(request)
      const cited = unique(claims.flatMap(({ citations }) => citations.map(({ id }) => id)))
      const ids = unique([...cited, ...packs.flatMap(({ source_ids }) => source_ids)])
      const rows = new Map(ids.flatMap((id): [string, RowHead][] => (view.find(id) ? [[id, view.find(id)!]] : [])))
      const sources = [...rows.values()].map((row) => evidenceSource(index, view, row))
      const packed = unique(packs.flatMap(({ source_ids }) => source_ids)).filter((id) => rows.has(id))
      const contradictions = contradictionsAmong(index, packed)
      const isInScope = memberOf(classesInScope(view, request.project))
      const redacted = redactedRows(index, isInScope).map((row) => ({ row, ...unrepeatableOf(index, row) }))

      const contents = await texts([...rows.values()])
      const withheld = await originals(redacted.map(({ row }) => row))
      return {
        ...{ text, claims, leftOut, packs, rows, contents },
        cited: request.cited ?? [],
        redacted: redacted.map(({ row, citing }) => ({ citing, text: withheld.get(row.id)! })),
        known: { sources, as_of: clock.date().toISOString(), contradictions },
      }
    })
    return { text, evidence: await reading.run('gatherOver', gathered, { ...asked, size: sizeOf(gathered) }) }
  },

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
