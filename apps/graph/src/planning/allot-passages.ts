import type { AccessClass } from '../access/access-class.ts'
import type { TeamIndex } from '../index/team-index.ts'
import { passageOf } from '../index/row-units.ts'
import type { RowHead } from '../rows/row.ts'
import { passagesOf } from '../rows/row-text.ts'
import type { LaneGuard } from '../search/lanes.ts'
import { statisticsOver } from '../search/rank-rows.ts'
import type { PackedSource } from './fill-packs.ts'
import type { PlannedSection } from './planned-section.ts'

/** Units of documents by id of the document, best for the section first. */
export type AllottedPassages = ReadonlyMap<string, readonly string[]>

interface Share {
  readonly at: number
  readonly isHome: boolean
  /** Units by relevance to the section; taken from the front. */
  readonly ranked: string[]
  readonly taken: string[]
  characters: number
}

const lengthOf = (row: RowHead, unitId: string): number => {
  const passage = passageOf(row, unitId)
  return passage ? passage.end - passage.start : 0
}

/** Units of the documents in a pack, by document, best first. */
const rankedUnits = (
  index: TeamIndex,
  classes: readonly AccessClass[],
  section: PlannedSection,
  documents: readonly PackedSource[],
  guard: LaneGuard<PlannedSection>,
): Map<string, string[]> => {
  const ids = new Set(documents.map(({ id }) => id))
  const units = new Map([...ids].map((id): [string, string[]] => [id, []]))
  if (ids.size === 0) return units
  const hits = guard.for(section).lexical(section.query.terms, {
    collapse: 'none',
    limit: documents.reduce((sum, { row }) => sum + passagesOf(row).length, 0),
    among: ids,
    statisticsOf: statisticsOver(index, classes),
  })
  for (const { rowId, unitId } of hits) units.get(rowId)!.push(unitId)
  return units
}

/**
 * The passages of documents that each section may use, up to so many characters of each document. Where sections
 * share a document they take turns, its home first, so that no passage serves two of them.
 */
export const allotPassages = (
  index: TeamIndex,
  classes: readonly AccessClass[],
  sections: readonly PlannedSection[],
  packs: readonly (readonly PackedSource[])[],
  mostCharacters: number,
  guard: LaneGuard<PlannedSection>,
): AllottedPassages[] => {
  const shares = new Map<string, { row: RowHead; shares: Share[] }>()
  sections.forEach((section, at) => {
    const documents = packs[at]!.filter(({ row }) => passagesOf(row).length > 0)
    const units = rankedUnits(index, classes, section, documents, guard)
    for (const { id, row, homeSection } of documents) {
      const entry = shares.get(id) ?? { row, shares: [] }
      const ranked = units.get(id)!
      entry.shares.push({ at, isHome: homeSection === undefined, ranked, taken: [], characters: 0 })
      shares.set(id, entry)
    }
  })
  const allotted = sections.map(() => new Map<string, readonly string[]>())
  for (const [id, { row, shares: sharing }] of shares) {
    const used = new Set<string>()
    const takeOne = (share: Share): boolean => {
      const next = share.ranked.find((unitId) => !used.has(unitId))
      if (next === undefined) return false
      const length = lengthOf(row, next)
      if (share.taken.length > 0 && share.characters + length > mostCharacters) return false
      used.add(next)
      share.taken.push(next)
      share.characters += length
      return true
    }
    const turns = sharing.sort((a, b) => Number(b.isHome) - Number(a.isHome) || a.at - b.at)
    for (let open = turns; open.length > 0;) open = open.filter(takeOne)
    for (const { at, taken } of turns) allotted[at]!.set(id, taken)
  }
  return allotted
}
