import type { Evidence, Flag } from '@synthwright/contracts'
import { checkConstraints } from './constraints/check-constraints.ts'
import { checkContradictions } from './contradictions.ts'
import { excerptOf } from './excerpt.ts'
import { goalWords, speaksOf } from './goal.ts'
import { textReader, type Reading } from './reading/reading.ts'
import { checkSources } from './source-state.ts'
import type { TextUnderCheck } from './text-under-check.ts'

/**
 * What is said of a text as a whole: what is wrong with the sources it cites, which of them contradict each other, the
 * constraints that it breaks or that nobody checked, and the words of the goal that it lacks.
 */
export const checkWholeText = (
  { goal, constraints, evidence, markdown = null, maxSourceAgeDays = null }: TextUnderCheck,
  readingOf: (text: string) => Reading = textReader(),
): Flag[] => [
  ...checkSources(evidence, maxSourceAgeDays, readingOf),
  ...checkContradictions(evidence),
  ...checkConstraints(constraints, { evidence, markdown, readingOf }),
  ...(goal === null ? [] : checkGoal(goal, evidence, readingOf)),
  ...checkLength(evidence),
]

/** Sentences that nobody checked keep a text from passing. */
const checkLength = ({ claims, left_out = 0 }: Evidence): Flag[] =>
  left_out === 0
    ? []
    : [
        {
          code: 'unsupported_claim',
          severity: 'hard',
          section_id: null,
          sentence_index: null,
          start: null,
          end: null,
          excerpt: '',
          source_ids: [],
          detail: `not checked: ${left_out} sentences after the first ${claims.length}`,
        },
      ]

const checkGoal = (goal: string, { claims, packs }: Evidence, readingOf: (text: string) => Reading): Flag[] => {
  const said = new Set(claims.flatMap(({ text }) => [...readingOf(text).terms]))
  const missing = goalWords(goal).filter((word) => !speaksOf(said, word))
  if (missing.length === 0) return []
  const texts = packs.flatMap((pack) => pack.texts).map(readingOf)
  return missing.map((word) => {
    const known = texts.some(({ terms }) => speaksOf(terms, word))
    return {
      code: 'goal_term_uncovered',
      severity: 'soft',
      section_id: null,
      sentence_index: null,
      start: null,
      end: null,
      excerpt: excerptOf(word),
      source_ids: [],
      detail: known ? 'a source of the run has it' : 'no text at hand has it',
    }
  })
}
