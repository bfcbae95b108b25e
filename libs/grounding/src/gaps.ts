import {
  flagCodes,
  gapReasons,
  type CheckedSentence,
  type Flag,
  type Gap,
  type GapReason,
} from '@synthwright/contracts'

interface SectionName {
  section_id: string
  title: string
}

/** The flag a sentence counts under: its first hard one in the order of the contract. */
export const firstHardFlag = (flags: readonly Flag[]): Flag | undefined =>
  flags
    .filter(({ severity }) => severity === 'hard')
    .toSorted((a, b) => flagCodes.indexOf(a.code) - flagCodes.indexOf(b.code))[0]

const isReason = (code: string): code is GapReason => (gapReasons as readonly string[]).includes(code)

/**
 * Gaps that hard flags leave in a text: one for each section and reason, sections in their order and then what stands
 * in none, reasons in the order of the contract. `detail` has the number of sentences (or of sources) and the first sentence.
 * @param sentences the checked sentences; each counts once, under its first hard flag
 * @param flags     flags of the text as a whole
 */
export const gapsOf = (
  sentences: readonly Pick<CheckedSentence, 'flags'>[],
  flags: readonly Flag[],
  sections: readonly SectionName[],
): Gap[] => {
  const hard = [...sentences.flatMap((sentence) => firstHardFlag(sentence.flags) ?? []), ...flags].filter(
    ({ severity }) => severity === 'hard',
  )
  const groups = Map.groupBy(hard, ({ section_id, code }) => JSON.stringify([section_id, code]))
  const places = new Map(sections.map(({ section_id }, index) => [section_id, index]))
  const place = (gap: Gap) => places.get(gap.section_id ?? '') ?? sections.length
  return [...groups.values()]
    .flatMap((group) => gapOf(group, sections) ?? [])
    .sort((a, b) => place(a) - place(b) || gapReasons.indexOf(a.reason) - gapReasons.indexOf(b.reason))
}

const gapOf = (group: readonly Flag[], sections: readonly SectionName[]): Gap | null => {
  const first = group[0]!
  if (!isReason(first.code)) return null
  const ids = [...new Set(group.flatMap(({ source_ids }) => source_ids))]
  const ofSource = first.code === 'unresolved_claim' || first.code === 'missing_freshness_metadata'
  return {
    section_id: first.section_id,
    title: sections.find(({ section_id }) => section_id === first.section_id)?.title ?? '',
    reason: first.code,
    query: first.code === 'missing_freshness_metadata' ? ids.join(',') : ofSource ? first.detail! : first.excerpt,
    missing_source_ids: ofSource ? [] : ids,
    detail: `${counted(group.length, ofSource ? 'source' : 'sentence')}: ${first.excerpt}`,
  }
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
