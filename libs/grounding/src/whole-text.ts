import type { Evidence, EvidenceSource, Flag, TextClaim } from '@synthwright/contracts'
import type { TextUnderCheck } from './text-under-check.ts'
import { excerptOf } from './excerpt.ts'
import { goalWords, speaksOf } from './goal.ts'
import { isSaidToBeOpen } from './open-claims.ts'
import { textReader, type Reading } from './reading/reading.ts'

/**
 * What is said of a text as a whole: words of the goal that it lacks, constraints that nobody checked, and, for every
 * section, what is wrong with the sources it cites: claims they carry that the text does not call open, and sources
 * without any date. Each of the latter names the first sentence of the section that cites the source.
 */
export const checkWholeText = (
  { goal, constraints, evidence }: TextUnderCheck,
  readingOf: (text: string) => Reading = textReader(),
): Flag[] => [
  ...checkSources(evidence, readingOf),
  ...constraints.map((constraint) => textFlag('constraint_unchecked', constraint, 'nothing here can judge it')),
  ...(goal === null ? [] : checkGoal(goal, evidence, readingOf)),
]

const textFlag = (code: Flag['code'], excerpt: string, detail: string | null): Flag => ({
  code,
  severity: 'soft',
  section_id: null,
  sentence_index: null,
  start: null,
  end: null,
  excerpt: excerptOf(excerpt),
  source_ids: [],
  detail,
})

const checkGoal = (goal: string, { claims, packs }: Evidence, readingOf: (text: string) => Reading): Flag[] => {
  const said = new Set(claims.flatMap(({ text }) => [...readingOf(text).terms]))
  const missing = goalWords(goal).filter((word) => !speaksOf(said, word))
  if (missing.length === 0) return []
  const texts = packs.flatMap((pack) => pack.texts).map(readingOf)
  return missing.map((word) => {
    const known = texts.some(({ terms }) => speaksOf(terms, word))
    return textFlag('goal_term_uncovered', word, known ? 'a source of the run has it' : 'no text at hand has it')
  })
}

const checkSources = ({ claims, sources }: Evidence, readingOf: (text: string) => Reading): Flag[] => {
  const byId = new Map(sources.map((source) => [source.id, source]))
  const sentences = claims.map(({ text }) => readingOf(text))
  const open = new Map<string, boolean>()
  const isOpenInText = (claim: string): boolean => {
    if (!open.has(claim)) open.set(claim, isSaidToBeOpen(readingOf(claim), sentences))
    return open.get(claim)!
  }
  return firstUses(claims, byId).flatMap(({ claim, source }) => [
    ...source.unresolved_claims
      .filter((unresolved) => !isOpenInText(unresolved))
      .map((unresolved) => sourceFlag('unresolved_claim', claim, source, unresolved)),
    ...(source.freshness === null ? [sourceFlag('missing_freshness_metadata', claim, source, source.id)] : []),
  ])
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

const sourceFlag = (code: Flag['code'], claim: TextClaim, source: EvidenceSource, detail: string): Flag => ({
  code,
  severity: 'hard',
  section_id: claim.section_id,
  sentence_index: claim.index,
  start: claim.start,
  end: claim.end,
  excerpt: excerptOf(claim.text),
  source_ids: [source.id],
  detail,
})
