import type { Gap, Notice, PlanRequest, Retrieval } from '@synthwright/contracts'
import { readerClass } from '@synthwright/grounding'
import type { View } from '../access/view.ts'
import { citableFor, retirementOf } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isPriorSynthesis } from '../rows/row-text.ts'
import type { LaneGuard } from '../search/lanes.ts'
import { allotPassages, type AllottedPassages } from './allot-passages.ts'
import { candidatePool } from './candidate-pool.ts'
import { depthLimits } from './depth-limits.ts'
import { fillPacks, mostPinsWalked, type PackedSource } from './fill-packs.ts'
import { goalOf, titleOf } from './goal-title.ts'
import { isLoss, lossesOf, type Loss } from './left-out.ts'
import { outlineSections } from './outline-sections.ts'
import { resolvePins, type Pins } from './pins.ts'
import type { PlannedSection } from './planned-section.ts'
import { preferredTypes } from './preferred-types.ts'
import { createPools, sectionCandidates, type Candidates } from './section-candidates.ts'
import { baseQuery } from './section-query.ts'
import { asConstrained } from './source-constraints.ts'
import { sourceScope } from './source-scope.ts'
import { isWholeProject, wholeProject } from './whole-project.ts'

export interface SelectedSection {
  readonly id: string
  readonly section: PlannedSection
  readonly pack: readonly PackedSource[]
  readonly passages: AllottedPassages
  /** Relevant rows that are not in this pack. */
  readonly loss: Loss
  readonly gaps: readonly Gap[]
}

/** Everything a plan takes from the index; what is missing to write it down are the texts of its sources. */
export interface Selection {
  readonly title: string
  readonly sections: readonly SelectedSection[]
  readonly runGaps: readonly Gap[]
  readonly notices: readonly Notice[]
  readonly retrieval: Retrieval
  /** Rows after which its sections are called. */
  readonly namedAfter: readonly string[]
}

const gap = (given: Pick<Gap, 'title' | 'reason'> & Partial<Gap>): Gap => ({
  section_id: null,
  query: '',
  missing_source_ids: [],
  detail: null,
  ...given,
})

const notice = (code: Notice['code'], detail: string | null, ids: string[] = []): Notice => ({
  code,
  section_id: null,
  ids,
  detail,
})

const absenceOf = (loss: Loss, isDoubtful: boolean): Gap['reason'] => {
  if (isDoubtful) return 'retrieval_degraded'
  return isLoss(loss) ? 'no_materialized_sources' : 'no_source_supports_requested_section'
}

const sectionGaps = (
  id: string,
  section: PlannedSection,
  pack: readonly PackedSource[],
  loss: Loss,
  isDoubtful: boolean,
  view: View,
  index: TeamIndex,
): Gap[] => {
  const given = { section_id: id, title: section.title, query: section.query.text }
  const missing = section.requiredIds.filter((required) => !view.find(required))
  const retired = section.requiredIds.filter((required) => {
    const row = view.find(required)
    return row && citableFor(index, view, row) !== row
  })
  const gaps: Gap[] = []
  if (missing.length > 0)
    gaps.push(gap({ ...given, reason: 'required_source_ids_not_found', missing_source_ids: missing }))
  else if (pack.length === 0) gaps.push(gap({ ...given, reason: absenceOf(loss, isDoubtful) }))
  if (retired.length > 0) gaps.push(gap({ ...given, reason: 'source_not_citable', missing_source_ids: retired }))
  return gaps
}

const pinGaps = (title: string, { missing, notCitable }: Pins): Gap[] => [
  ...(missing.length > 0
    ? [gap({ title, reason: 'pinned_source_ids_not_found', missing_source_ids: [...missing] })]
    : []),
  ...(notCitable.length > 0 ? [gap({ title, reason: 'source_not_citable', missing_source_ids: [...notCitable] })] : []),
]

/** Required rows of a section that can be cited; a replaced one is represented by its successor. */
const requiredRows = (index: TeamIndex, view: View, section: PlannedSection): RowHead[] => {
  const rows = section.requiredIds.flatMap((id) => {
    const row = view.find(id)
    return (row && citableFor(index, view, row)) ?? []
  })
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** Chooses sections and sources of a plan. Reads nothing but the index, and depends on nothing but its arguments. */
export const selectSources = (
  index: TeamIndex,
  view: View,
  request: PlanRequest,
  unknownFields: string[],
  guard: LaneGuard<PlannedSection>,
  now: string,
): Selection => {
  const depth = depthLimits[request.depth]
  const scope = sourceScope(index, view, request, asConstrained(request.constraints, now))
  const project = request.project === null ? undefined : view.find(request.project)
  const goal = goalOf(request, project?.name)
  const base = baseQuery(goal, request.seed_query)
  const lanes = guard.for(null)
  const pool = candidatePool(index, view, base, scope, depth.pool, lanes)
  const poolOf = createPools(pool, { index, view, scope, guard, poolSize: depth.pool })
  const required = new Set(request.required_sections.flatMap(({ required_source_ids }) => required_source_ids))
  const pins = resolvePins(index, view, request, required)
  const options = {
    index,
    view,
    scope,
    guard,
    poolOf,
    pinned: new Set([...pins.pins.map(({ row }) => row.id), ...required]),
    preferredTypes: preferredTypes[readerClass(request.audience)],
    whole: isWholeProject(request) ? wholeProject(index, view, scope, lanes.neighbours) : undefined,
  }
  const known = new Map<PlannedSection, Candidates>()
  const candidatesOf = (section: PlannedSection): Candidates => {
    const found = known.get(section) ?? sectionCandidates(section, options)
    known.set(section, found)
    return found
  }
  const isWorthwhile = (section: PlannedSection): boolean =>
    pins.pins.some(({ homes }) => homes.some((title) => title === section.title)) ||
    [...candidatesOf(section).values()].some(({ relevant, fits }) => relevant && fits) ||
    guard.doubts(section)

  const outlined = outlineSections(lanes.neighbours, view, request, base, pool, isWorthwhile)
  const fill = (sections: readonly PlannedSection[]): PackedSource[][] =>
    sections.length === 0
      ? []
      : fillPacks({
          sections: sections.map((section) => ({ section, candidates: candidatesOf(section) })),
          pins: pins.pins,
          required: sections.map((section) => requiredRows(index, view, section)),
          packSize: depth.packSize,
          reserved: depth.reserved,
          expandFor: request.include_neighborhoods ? (section) => guard.for(section).expand : undefined,
          admitsNeighbour: (id) => {
            const row = index.get(id)!
            return scope.admits(row) && !retirementOf(index, view, row)
          },
          borrows: options.whole === undefined,
          isReadable: (id) => {
            const row = view.find(id)
            return row !== undefined && !isPriorSynthesis(row)
          },
          rowOf: (id) => index.get(id)!,
        })

  let sections = outlined.sections
  let packs = fill(sections)
  // A topic whose sources found better homes is none.
  const scanty = sections.filter(({ rank }, at) => rank === 'topic' && packs[at]!.length < depth.topicSources)
  if (scanty.length > 0) {
    sections = sections.filter((section) => !scanty.includes(section))
    packs = fill(sections)
  }
  let passages = allotPassages(index, scope.classes, sections, packs, depth.materialCharacters, guard)
  packs = packs.map((pack, at) =>
    pack.filter(
      ({ id, homeSection, required }) => homeSection === undefined || required || passages[at]!.get(id)?.length,
    ),
  )
  // Nor is a section that nobody asked for, and whose sources say all they have to say elsewhere.
  const isLeft = (at: number): boolean => sections[at]!.core || packs[at]!.length > 0 || guard.doubts(sections[at]!)
  const emptied = sections.filter((_, at) => !isLeft(at))
  passages = passages.filter((_, at) => isLeft(at))
  packs = packs.filter((_, at) => isLeft(at))
  sections = sections.filter((section) => !emptied.includes(section))

  const title = titleOf(goal, request.output_type, project?.name)
  const losses = lossesOf(sections, packs, poolOf, pool, depth.packSize, view.tellsHidden)
  const limitGaps = request.required_sections.length > 0 ? outlined.cut : []
  const pinCount = pins.pins.length
  return {
    title,
    namedAfter: outlined.namedAfter,
    sections: sections.map((section, at) => {
      const id = `sec_${at + 1}`
      const loss = losses[at]!
      const gaps = sectionGaps(id, section, packs[at]!, loss, guard.doubts(section), view, index)
      return { id, section, pack: packs[at]!, passages: passages[at]!, loss, gaps }
    }),
    runGaps: [
      ...pinGaps(title, pins),
      ...limitGaps.map((cut) => gap({ title: cut.title, reason: 'section_limit_exceeded', query: cut.title })),
    ],
    notices: [
      ...unknownFields.map((field) => notice('unknown_field', null, [field])),
      ...pins.notices,
      ...(request.include_neighborhoods && pinCount > mostPinsWalked
        ? [notice('neighborhood_seed_limit', `${mostPinsWalked} of ${pinCount} pins were walked`)]
        : []),
      ...[...outlined.omitted, ...emptied].map((section) => notice('section_omitted_no_data', section.title)),
      ...(limitGaps.length > 0 ? [] : outlined.cut.map((section) => notice('section_omitted_cap', section.title))),
    ],
    retrieval: guard.report(request.include_neighborhoods ? [] : ['graph'], (section) => {
      const at = sections.indexOf(section)
      return at < 0 ? null : `sec_${at + 1}`
    }),
  }
}
