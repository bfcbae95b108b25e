import type { RankedRow } from '../search/rank-rows.ts'
import type { LeftOut, LeftOutReason, Pool } from './candidate-pool.ts'
import type { PackedSource } from './fill-packs.ts'
import type { PlannedSection } from './planned-section.ts'

/** What a section's pack lacks although it would be relevant. */
export interface Loss {
  /** Rows that the caller may not read, and that would have entered the pack. */
  readonly hidden: number
  /** Redacted rows that would have entered it, best first. */
  readonly redacted: readonly RankedRow[]
  /** Rows left out by corrections, by reason. */
  readonly corrections: Readonly<Record<string, number>>
}

/** Where the number of hidden rows saturates. */
const mostHidden = 50
/** A row that meets a single word of a request is not told of, or its text could be asked for word by word. */
const fewestWords = 2

type Standing = Pick<RankedRow, 'exact' | 'strength'>

const isStronger = (a: Standing, b: Standing): boolean => (a.exact === b.exact ? a.strength >= b.strength : a.exact)

const byStrength = (a: RankedRow, b: RankedRow): number =>
  Number(b.exact) - Number(a.exact) || b.strength - a.strength || (a.id < b.id ? -1 : 1)

/** The rows that would have a slot among the direct hits of a pack. */
const wouldEnter = (
  rows: readonly RankedRow[],
  pack: readonly PackedSource[],
  pool: Pool,
  packSize: number,
): RankedRow[] => {
  const standings = new Map([...pool.rows, ...pool.faint].map((found): [string, Standing] => [found.id, found]))
  const direct = pack.flatMap(({ id, pinned, required, neighbour }) =>
    pinned || required || neighbour ? [] : (standings.get(id) ?? []),
  )
  return [...rows]
    .sort(byStrength)
    .filter((row, i) => i + direct.filter((standing) => isStronger(standing, row)).length < packSize)
}

/** Which section a row would be at home in: the one whose query it meets best, the first of equals. */
const homeOf = ({ matched }: RankedRow, sections: readonly PlannedSection[]): PlannedSection | undefined => {
  const met = sections.map(({ query }) => matched.reduce((sum, term) => sum + (query.terms.get(term) ?? 0), 0))
  return sections[met.indexOf(Math.max(...met))]
}

const reasonCounts = (lost: readonly LeftOut[]): Record<string, number> => {
  const counts: Partial<Record<LeftOutReason, number>> = {}
  for (const { reason } of lost)
    if (reason !== 'withheld' && reason !== 'redacted') counts[reason] = (counts[reason] ?? 0) + 1
  return counts as Record<string, number>
}

/** What every section lacks. Rows that the whole document lacks count in one section each. */
export const lossesOf = (
  sections: readonly PlannedSection[],
  packs: readonly (readonly PackedSource[])[],
  poolOf: (section: PlannedSection) => Pool,
  base: Pool,
  packSize: number,
  tellsHidden: boolean,
): Loss[] => {
  const sharing = sections.filter((section) => poolOf(section) === base)
  const shared = Map.groupBy(base.leftOut, ({ found }) => homeOf(found, sharing))
  // Hidden rows count for the request as a whole: one with many sections would otherwise be as many questions.
  const hidden = Map.groupBy(
    base.leftOut.flatMap(({ found, reason }) =>
      reason === 'withheld' && found.matched.length >= fewestWords ? found : [],
    ),
    (found) => homeOf(found, sharing.length > 0 ? sharing : sections),
  )
  return sections.map((section, at) => {
    const pool = poolOf(section)
    const lost = pool === base ? (shared.get(section) ?? []) : pool.leftOut
    const redacted = lost.filter(({ reason }) => reason === 'redacted').map(({ found }) => found)
    const enteringAt = (rows: readonly RankedRow[], among: Pool) => wouldEnter(rows, packs[at]!, among, packSize)
    return {
      hidden: tellsHidden ? Math.min(mostHidden, enteringAt(hidden.get(section) ?? [], base).length) : 0,
      redacted: enteringAt(redacted, pool),
      corrections: reasonCounts(lost),
    }
  })
}

export const isLoss = ({ hidden, redacted, corrections }: Loss): boolean =>
  hidden > 0 || redacted.length > 0 || Object.keys(corrections).length > 0
