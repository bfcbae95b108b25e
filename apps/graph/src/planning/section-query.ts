import { contentWords, tokenize } from '@synthwright/retrieval'
import type { RowQuery } from '../search/rank-rows.ts'
import { subjectOf } from './goal-title.ts'

/** Weight of the words that say what kind of section is looked for, beside 1 of those that say about what. */
const intentWeight = 1.2

export interface BaseQuery extends RowQuery {
  readonly words: readonly string[]
}

/** Verbs that a goal has because it is a sentence; they say nothing of its subject. */
const sentenceVerbs = new Set(
  'work works working use uses used using turn turns make makes get gets go goes'.split(' '),
)

const subjectWords = (subject: string): string[] => {
  const words = contentWords(subject)
  const telling = words.filter((word) => !sentenceVerbs.has(word.toLowerCase()))
  return telling.length > 0 ? telling : words
}

/** What the whole document is about: the seed query as it is, or the goal without its words of instruction. */
export const baseQuery = (goal: string, seedQuery: string | null): BaseQuery => {
  const text = seedQuery ?? subjectOf(goal)
  const words = seedQuery === null ? subjectWords(text) : contentWords(text)
  return { text, words, terms: new Map(words.flatMap(tokenize).map((term) => [term, 1])) }
}

const withoutRepeats = (words: readonly string[]): string[] => {
  const seen = new Set<string>()
  return words.filter((word) => {
    const key = word.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

export interface SectionQuery extends RowQuery {
  /** Terms that tell what kind of section it is. */
  readonly intentTerms: ReadonlySet<string>
}

/** The query of a section: words of the base, words of its own, and the words of its role. */
export const sectionQuery = (base: BaseQuery, ownWords: readonly string[], intent: string): SectionQuery => {
  const intentWords = intent.split(' ').filter(Boolean)
  const terms = new Map<string, number>()
  for (const term of intentWords.flatMap(tokenize)) terms.set(term, intentWeight)
  for (const term of [...base.words, ...ownWords].flatMap(tokenize)) terms.set(term, 1)
  return {
    text: withoutRepeats([...base.words, ...ownWords, ...intentWords]).join(' '),
    terms,
    intentTerms: new Set(intentWords.flatMap(tokenize)),
  }
}
