import { byScoreThenId, round4, type Expansion } from '@synthwright/retrieval'
import type { RowHead } from '../rows/row.ts'
import { passagesOf } from '../rows/row-text.ts'
import type { Lanes } from '../search/lanes.ts'
import { assign } from './assign.ts'
import { inFamily } from './row-family.ts'
import type { Candidate, Candidates } from './section-candidates.ts'
import type { Pin } from './pins.ts'
import type { PlannedSection } from './planned-section.ts'

/** A source in the pack of a section. */
export interface PackedSource {
  readonly id: string
  readonly row: RowHead
  readonly score: number
  readonly unitId: string | undefined
  readonly pinned: boolean
  readonly required: boolean
  /** How it came in, when as a neighbour of another source. */
  readonly neighbour: Pick<Expansion, 'via' | 'relation'> | undefined
  /** The section it is at home in, when this is another one. */
  readonly homeSection: number | undefined
}

export interface SectionInput {
  readonly section: PlannedSection
  readonly candidates: Candidates
}

export interface FillOptions {
  readonly sections: readonly SectionInput[]
  readonly pins: readonly Pin[]
  /** Rows by section that the request requires there. */
  readonly required: readonly (readonly RowHead[])[]
  readonly packSize: number
  readonly reserved: number
  /** Follows relations for a section; undefined when neighbours are not asked for. */
  readonly expandFor: ((section: PlannedSection) => Lanes['expand']) | undefined
  /** Whether a row may come in as a neighbour. */
  readonly admitsNeighbour: (id: string) => boolean
  /** Whether a section that stayed empty shares sources of others. */
  readonly borrows: boolean
  /** Whether the caller can read a row. */
  readonly isReadable: (id: string) => boolean
  readonly rowOf: (id: string) => RowHead
}

/** Pins walked for neighbours at most. */
export const mostPinsWalked = 100
/** Sources an otherwise empty section may borrow from others. */
const mostBorrowed = 2
/** What the first source of a section is worth, beside its own affinity; of a core section more than any affinity. */
const firstWorth: Record<PlannedSection['rank'], number> = { core: 2, optional: 1, topic: 0.8 }

/** Whether a row would say the opposite of what a section is for. */
const isBarred = ({ bars = [] }: PlannedSection, row: RowHead): boolean => inFamily(row, bars)

/** The section that a pin is at home in: one that its list names, else where it suits best and says nothing wrong. */
const numberOf = (sections: readonly SectionInput[], pin: Pin): number => {
  for (const title of pin.homes) {
    const at = sections.findIndex(({ section }) => section.title === title)
    if (at >= 0) return at
  }
  const suitability = sections.map(({ section, candidates }) => {
    const found = candidates.get(pin.row.id)
    const fitness = (found?.affinity ?? 0) + (section.members?.has(pin.row.id) ? 1 : 0) + (found?.fits ? 0.1 : 0)
    return isBarred(section, pin.row) ? -1 : fitness
  })
  return suitability.indexOf(Math.max(...suitability))
}

/** Fills the packs of all sections together: every source has one home, the same for the same rows and request. */
export const fillPacks = (options: FillOptions): PackedSource[][] => {
  const { sections, pins, required, packSize, reserved, expandFor, admitsNeighbour, borrows, isReadable, rowOf } =
    options
  const packs: PackedSource[][] = sections.map(() => [])
  const slots = sections.map(() => 0)
  const homes = new Map<string, number>()

  const put = (at: number, row: RowHead, given: Partial<PackedSource> = {}): void => {
    const candidate = sections[at]!.candidates.get(row.id)
    const home = homes.get(row.id)
    if (home === undefined) homes.set(row.id, at)
    packs[at]!.push({
      id: row.id,
      row,
      score: round4(candidate?.affinity ?? 0),
      unitId: candidate?.unitId,
      pinned: false,
      required: false,
      neighbour: undefined,
      homeSection: home === undefined || home === at ? undefined : home,
      ...given,
    })
  }

  /** Gives rows without a home one, in as many slots as each section may have filled by then. */
  const house = (limit: (at: number) => number, eligible: (candidate: Candidate) => boolean): void => {
    const items = new Map<string, RowHead>()
    for (const { candidates } of sections)
      for (const candidate of candidates.values())
        if (candidate.relevant && eligible(candidate) && !homes.has(candidate.id))
          items.set(candidate.id, candidate.row)
    const rows = [...items.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    const affinity = rows.map(({ id }) =>
      sections.map(({ candidates }) => {
        const candidate = candidates.get(id)
        return candidate?.relevant && eligible(candidate) ? candidate.affinity : 0
      }),
    )
    const bins = sections.map(({ section }, at) => ({
      capacity: Math.max(0, limit(at) - slots[at]!),
      taken: packs[at]!.length,
      first: firstWorth[section.rank],
    }))
    assign(affinity, bins).forEach((at, item) => {
      if (at < 0) return
      put(at, rows[item]!)
      slots[at]! += 1
    })
  }

  const houseNeighbours = (expandOf: NonNullable<typeof expandFor>): void => {
    const walked = new Set(pins.slice(0, mostPinsWalked).map(({ row }) => row.id))
    const reached = sections.map(({ section }, at) => {
      const seeds = packs[at]!.filter(({ pinned, id }) => !pinned || walked.has(id)).map(({ id, score, pinned }) => ({
        id,
        score: pinned ? 1 : score,
      }))
      const found = expandOf(section)(seeds.sort(byScoreThenId), {
        filter: (id) => !homes.has(id) && admitsNeighbour(id),
        visible: isReadable,
        maxSeeds: packSize + mostPinsWalked,
        limit: packSize * sections.length,
      })
      return new Map(found.map((expansion) => [expansion.id, expansion]))
    })
    const ids = [...new Set(reached.flatMap((found) => [...found.keys()]))].sort()
    const affinity = ids.map((id) =>
      reached.map((found, at) =>
        isBarred(sections[at]!.section, rowOf(id)) ? 0 : Math.min(1, found.get(id)?.score ?? 0),
      ),
    )
    const bins = sections.map((_, at) => ({ capacity: Math.min(reserved, packSize - slots[at]!), taken: 0, first: 0 }))
    assign(affinity, bins).forEach((at, item) => {
      if (at < 0) return
      const { score, via, relation } = reached[at]!.get(ids[item]!)!
      put(at, rowOf(ids[item]!), { score: round4(Math.min(1, score)), neighbour: { via, relation } })
      slots[at]! += 1
    })
  }

  /** A section that stayed empty shares documents of others, as long as there are passages enough for all. */
  const borrow = (at: number): void => {
    const shares = (id: string): number => packs.filter((pack) => pack.some((source) => source.id === id)).length
    const lendable = [...sections[at]!.candidates.values()]
      .filter(({ id, row, relevant }) => relevant && homes.has(id) && (passagesOf(row).length || 1) > shares(id))
      .sort((a, b) => byScoreThenId({ id: a.id, score: a.affinity }, { id: b.id, score: b.affinity }))
    for (const { row } of lendable.slice(0, mostBorrowed)) put(at, row)
  }

  const pinned = new Set(pins.map(({ row }) => row.id))
  required.forEach((rows, at) => rows.forEach((row) => put(at, row, { required: true, pinned: pinned.has(row.id) })))
  for (const pin of pins) if (!homes.has(pin.row.id)) put(numberOf(sections, pin), pin.row, { pinned: true })
  for (const limit of [packSize - reserved, packSize]) {
    house(
      () => limit,
      ({ fits }) => fits,
    )
    house(
      () => limit,
      () => true,
    )
    if (expandFor && limit < packSize) houseNeighbours(expandFor)
  }
  packs.forEach((pack, at) => {
    if (borrows && pack.length === 0) borrow(at)
  })
  return packs.map((pack) =>
    pack.sort(
      (a, b) => Number(b.required) - Number(a.required) || Number(b.pinned) - Number(a.pinned) || byScoreThenId(a, b),
    ),
  )
}
