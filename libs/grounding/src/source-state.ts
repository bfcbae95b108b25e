import type { Evidence, EvidenceSource, Flag, TextClaim } from '@synthwright/contracts'
import { isSaidToBeOpen } from './open-claims.ts'
import type { Reading } from './reading/reading.ts'
import { sourceFlag } from './source-flag.ts'

const dayMs = 86_400_000

/**
 * What is wrong with the sources that a text cites, once for every section and source, at the first sentence that cites
 * it: open claims that the text does not call open, no date, retired or too old, or changed since it was cited.
 */
export const checkSources = (
  { claims, sources, as_of }: Evidence,
  maxAgeDays: number | null,
  readingOf: (text: string) => Reading,
): Flag[] => {
  const byId = new Map(sources.map((source) => [source.id, source]))
  const sentences = claims.map(({ text }) => readingOf(text))
  const open = new Map<string, boolean>()
  const isOpenInText = (claim: string): boolean => {
    if (!open.has(claim)) open.set(claim, isSaidToBeOpen(readingOf(claim), sentences))
    return open.get(claim)!
  }
  return firstUses(claims, byId).flatMap(({ claim, source }) => {
    const stale = staleness(source, maxAgeDays, as_of)
    return [
      ...source.unresolved_claims
        .filter((unresolved) => !isOpenInText(unresolved))
        .map((unresolved) => sourceFlag('unresolved_claim', claim, [source], unresolved)),
      ...(stale === null ? [] : [sourceFlag('stale_source', claim, [source], stale)]),
      ...(source.freshness === null ? [sourceFlag('missing_freshness_metadata', claim, [source], source.id)] : []),
      ...(stale === null && source.changed === 'intact'
        ? [
            {
              ...sourceFlag('source_changed', claim, [source], 'changed elsewhere; the cited words are still there'),
              severity: 'soft' as const,
            },
          ]
        : []),
    ]
  })
}

const staleness = ({ retired, changed, freshness }: EvidenceSource, maxAgeDays: number | null, asOf?: string) => {
  if (retired === 'superseded') return 'superseded by another source'
  if (retired === 'stale') return 'marked as stale'
  if (changed === 'gone') return 'the cited words are no longer there'
  if (maxAgeDays === null || freshness === null || asOf === undefined) return null
  const ageDays = Math.floor((Date.parse(asOf) - Date.parse(freshness)) / dayMs)
  return ageDays > maxAgeDays ? `${ageDays} days old` : null
}

/** For every section and every source that it cites: the first sentence that does. */
const firstUses = (claims: readonly TextClaim[], byId: ReadonlyMap<string, EvidenceSource>) => {
  const seen = new Set<string>()
  return claims.flatMap((claim) =>
    claim.citations.flatMap(({ id }) => {
      const source = byId.get(id)
      const use = JSON.stringify([claim.section_id, id])
      if (!source || seen.has(use)) return []
      seen.add(use)
      return [{ claim, source }]
    }),
  )
}
