import type { DraftedSentence, SectionMaterial } from '@synthwright/contracts'
import { refusalOf } from '../drafting/sentence-key.ts'
import type { ReaderClass } from '../drafting/reader-class.ts'
import { readCandidates, type Candidate } from './candidates.ts'
import { chooseExcerpts } from './choose.ts'
import { paragraphsOf } from './paragraphs.ts'
import { scoreCandidates, topicOf } from './relevance.ts'

/** Raised whenever the same material may give another text. */
export const extractiveVersion = 'extractive-1'

export interface ExtractiveTask {
  section: SectionMaterial
  goal: string
  reader: ReaderClass
  refused: readonly { text: string }[]
}

/** Words a sentence should have at most, by who reads it. */
const longestFor = (reader: ReaderClass): number => (reader === 'newcomer' ? 30 : 35)

/** Executives get two fifths fewer sentences. */
const lengthFor = ({ sentences }: SectionMaterial, reader: ReaderClass): { min: number; max: number } => {
  const share = (count: number) => (reader === 'executive' ? Math.max(1, Math.round(count * 0.6)) : count)
  return { min: share(sentences.min), max: share(sentences.max) }
}

/** From strict to whatever there is: each level is used only when the ones before did not give enough. */
const levels = (longest: number): { usable: (candidate: Candidate) => boolean; orphans?: boolean }[] => [
  { usable: ({ statement, kind, words }) => statement && kind !== 'other' && words >= 5 && words <= longest },
  { usable: ({ statement, kind, words }) => statement && kind !== 'other' && words >= 5 && words <= longest + 15 },
  { usable: ({ statement, words }) => statement && words >= 4 },
  { usable: ({ words }) => words >= 4 },
  { usable: () => true },
  { usable: () => true, orphans: true },
]

/**
 * Writes a section out of its sources' own sentences: those that say most about its topic, no two alike, neighbours
 * together, each cited with the exact range it was taken from. Equal material gives equal text. Only a pack without a
 * single word in it gives none.
 */
export const writeSection = ({ section, goal, reader, refused }: ExtractiveTask): DraftedSentence[] => {
  const longest = longestFor(reader)
  const isRefused = refusalOf(refused)
  const candidates = readCandidates(section.sources, longest).filter(({ key }) => key !== '' && !isRefused(key))
  const scores = scoreCandidates(
    candidates,
    topicOf(section, goal),
    section.title,
    section.sources.map(({ score }) => score),
    longest,
  )
  const { min, max } = lengthFor(section, reader)
  let chosen: Candidate[] = []
  for (const [level, { usable, orphans }] of levels(longest).entries()) {
    const limits = { atLeast: min, max: level === 0 ? max : min, orphans }
    chosen = chooseExcerpts(candidates, usable, scores, limits, chosen)
    if (chosen.length >= min) break
  }
  return paragraphsOf(chosen).flatMap((paragraph, number) =>
    paragraph.map(({ text, sourceId, start, end }) => ({
      text,
      citations: [{ id: sourceId, start, end }],
      paragraph: number,
    })),
  )
}
