import type { Depth, DraftedSentence, OutputType, SectionMaterial } from '@synthwright/contracts'
import { mentions, type ReaderClass } from '@synthwright/grounding'
import { wordsTaken, type WritingRules } from '../constraints/writing-rules.ts'
import { refusalOf, sentenceKey } from '../drafting/sentence-key.ts'
import { answersTo } from './answers.ts'
import { readCandidates, type Candidate } from './candidates.ts'
import { chooseExcerpts, type Amount, type Demand } from './choose.ts'
import { paragraphsOf } from './paragraphs.ts'
import { inQuotationMarks } from './quotation.ts'
import { scoreCandidates, topicOf } from './relevance.ts'
import { styleOf, type Style } from './style.ts'

/** Raised whenever the same material may give another text. */
export const extractiveVersion = 'extractive-4'

export interface ExtractiveTask {
  section: SectionMaterial
  goal: string
  outputType: OutputType
  depth: Depth
  domain: string | null
  reader: ReaderClass
  rules: WritingRules
  refused: readonly { text: string }[]
  /** Sentences that another section tells. */
  elsewhere: readonly string[]
}

/** Sentences and words of a section: the depth says how many, readers and constraints may say otherwise. */
const amountOf = ({ section, reader, rules }: ExtractiveTask): Amount => {
  // Executives get two fifths fewer sentences.
  const share = (count: number) => (reader === 'executive' ? Math.max(1, Math.round(count * 0.6)) : count)
  const most = rules.sentences.most ?? Infinity
  const least = Math.min(most, Math.max(share(section.sentences.min), rules.sentences.least ?? 0))
  return {
    sentences: { least, enough: Math.min(most, Math.max(least, share(section.sentences.max))), most },
    words: rules.words,
  }
}

/**
 * From strict to whatever there is: a level is used only when the ones before did not give enough, and those of scraps,
 * which state nothing, only when the ones before gave nothing at all.
 */
const levels = (longest: number): { usable: (candidate: Candidate) => boolean; scraps?: true; orphans?: true }[] => [
  { usable: ({ statement, kind, words }) => statement && kind !== 'other' && words >= 5 && words <= longest },
  { usable: ({ statement, kind, words }) => statement && kind !== 'other' && words >= 5 && words <= longest + 15 },
  { usable: ({ statement, words }) => statement && words >= 4 },
  { usable: ({ words }) => words >= 4, scraps: true },
  { usable: () => true, scraps: true },
  { usable: () => true, scraps: true, orphans: true },
]

/** Documents that are read for what stands first in a section: the work that is done, what comes next, what trips people up. */
const ledByFirst: ReadonlySet<OutputType> = new Set(['roadmap', 'release_notes', 'briefing', 'handbook'])

/**
 * Deep sections rest on two sources where there are two; phrases that the document must have come first, then what
 * answers the goal.
 */
const demandsOf = ({ depth, rules, section, outputType, goal }: ExtractiveTask): Demand[] => [
  ...rules.wanted.map(
    (phrase): Demand =>
      (chosen) =>
        chosen.some(({ text }) => mentions(text, phrase)),
  ),
  ...answersTo(goal).map(
    (answers): Demand =>
      (chosen) =>
        chosen.some(answers),
  ),
  ...(ledByFirst.has(outputType) ? [(chosen: readonly Candidate[]) => chosen.some(({ source }) => source === 0)] : []),
  ...(depth === 'deep' && section.sources.length > 1
    ? [(chosen: readonly Candidate[]) => chosen.length === 0 || new Set(chosen.map(({ source }) => source)).size > 1]
    : []),
]

/** Words of a sentence may be bounded by its readers, by a constraint, or by what the whole section may have. */
const longestOf = (style: Style, { words, sentenceWords }: WritingRules): number =>
  Math.min(style.longest, sentenceWords.most, Math.max(10, words.most - 1))

const choose = (candidates: readonly Candidate[], task: ExtractiveTask, style: Style, longest: number): Candidate[] => {
  const { section, goal, domain, rules } = task
  const amount = amountOf(task)
  const topic = topicOf(section, goal, domain)
  const sourceScores = section.sources.map(({ score }) => score)
  const scores = scoreCandidates(candidates, topic, section.title, sourceScores, { ...style, longest })
  const wordsOf = ({ text }: Candidate) => wordsTaken(text)
  const choosing = { scores, style, amount, wordsOf, demands: demandsOf(task) }
  let chosen: Candidate[] = []
  for (const [level, { usable, scraps, orphans }] of levels(longest).entries()) {
    if (scraps && chosen.length > 0) break
    const limited =
      level === 0
        ? choosing
        : { ...choosing, amount: { ...amount, sentences: { ...amount.sentences, enough: amount.sentences.least } } }
    const isAllowed = (candidate: Candidate) => usable(candidate) && candidate.words <= rules.sentenceWords.most
    chosen = chooseExcerpts(candidates, isAllowed, limited, chosen, orphans)
    const words = chosen.reduce((sum, candidate) => sum + wordsOf(candidate), 0)
    if (chosen.length >= amount.sentences.least && words >= amount.words.least) break
  }
  return chosen.length > 0 ? chosen : shortest(candidates)
}

/** When nothing is short enough, the shortest statement: an empty section would break more than the limit. */
const shortest = (candidates: readonly Candidate[]): Candidate[] => {
  const rank = ({ statement, leans, words }: Candidate) => (statement ? 0 : 1_000) + (leans ? 500 : 0) + words
  return candidates.length === 0 ? [] : [candidates.reduce((best, each) => (rank(each) < rank(best) ? each : best))]
}

/**
 * Writes a section out of its sources' own sentences: those that say most about its topic, no two alike, neighbours
 * together, each cited with the exact range it was taken from. Equal material gives equal text. Only a pack without a
 * single word that may be used gives none.
 */
export const writeSection = (task: ExtractiveTask): DraftedSentence[] => {
  const { section, rules, refused, elsewhere, outputType, reader } = task
  const style = styleOf(outputType, reader)
  const longest = longestOf(style, rules)
  const isRefused = refusalOf(refused)
  const taken = new Set(elsewhere.map(sentenceKey))
  const sources = section.sources.map((source) => (rules.admits(source) ? source : { ...source, passages: [] }))
  const candidates = readCandidates(sources, longest).filter(
    ({ key, text, composed }) =>
      key !== '' && !isRefused(key) && !taken.has(key) && !rules.isBanned(text) && !(composed && style.isVerbatim),
  )
  const chosen = choose(candidates, task, style, longest)
  return paragraphsOf(chosen, style.opens).flatMap((paragraph, number) =>
    paragraph.map(({ text, sourceId, start, end }) => ({
      text: style.isVerbatim ? inQuotationMarks(text) : text,
      citations: [{ id: sourceId, start, end }],
      paragraph: number,
    })),
  )
}
