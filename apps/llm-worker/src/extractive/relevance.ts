import type { SectionMaterial } from '@synthwright/contracts'
import { tokenize } from '@synthwright/retrieval'
import type { Candidate } from './candidates.ts'
import { intentFactor } from './intents.ts'
import { readingQuality } from './sentence-quality.ts'
import type { Style } from './style.ts'

/** What a section is about: terms with weights. */
type Topic = ReadonlyMap<string, number>

/** What sets a section apart counts for more than what the whole document is about. */
const shares = { title: 0.8, prompt: 0.4, own: 1, goal: 0.35, domain: 0.3 }

export const topicOf = (
  section: Pick<SectionMaterial, 'title' | 'query' | 'prompt'>,
  goal: string,
  domain: string | null,
): Topic => {
  const topic = new Map<string, number>()
  const add = (terms: Iterable<string>, share: number) => {
    for (const term of terms) topic.set(term, (topic.get(term) ?? 0) + share)
  }
  const everywhere = new Set(tokenize(goal))
  for (const term of new Set(tokenize(section.query))) add([term], everywhere.has(term) ? shares.goal : shares.own)
  add(new Set(tokenize(section.title)), shares.title)
  add(new Set(tokenize(section.prompt)), shares.prompt)
  add(new Set(tokenize(domain ?? '')), shares.domain)
  return topic
}

/** Running prose reads better out of its place than an item of a list or a cell of a table. */
const kinds = { prose: 1, item: 0.8, other: 0.4 } as const

/**
 * How much each candidate has to say about the topic, 0 to 1: BM25 over the candidates as documents, helped by its
 * headings and its source, and scaled by how well the sentence reads and suits the style.
 * @see Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009
 */
export const scoreCandidates = (
  candidates: readonly Candidate[],
  topic: Topic,
  title: string,
  sourceScores: readonly number[],
  { longest, emphasis }: Pick<Style, 'longest' | 'emphasis'>,
): Map<Candidate, number> => {
  const holders = new Map<string, number>()
  for (const { terms } of candidates) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1)
  const meanWords = candidates.reduce((sum, { words }) => sum + words, 0) / Math.max(1, candidates.length)
  const rarity = (term: string) => Math.log(1 + (candidates.length + 0.5) / ((holders.get(term) ?? 0) + 0.5))
  const weigh = (terms: Iterable<string>) => {
    let sum = 0
    for (const term of terms) sum += (topic.get(term) ?? 0) * rarity(term)
    return sum
  }
  const intent = intentFactor(title)
  const bestSource = Math.max(...sourceScores, Number.MIN_VALUE)
  const raw = candidates.map((candidate) => {
    const { terms, words, headings, source, rank, place, opensSource } = candidate
    const saturation = 2.2 / (1 + 1.2 * (0.4 + (0.6 * words) / meanWords))
    const own = new Set(terms)
    const fromHeadings = new Set(headings.flatMap((heading) => tokenize(heading)).filter((term) => !own.has(term)))
    const relevance = weigh(own) * saturation + 0.3 * weigh(fromHeadings)
    const position = (place === 0 ? 1.1 : 1) * (opensSource ? 1.15 : 1) * (1 / (1 + 0.12 * rank))
    const origin = 0.75 + (0.25 * Math.max(0, sourceScores[source] ?? 0)) / bestSource
    const reading = readingQuality(candidate.text, words, longest) * kinds[candidate.kind]
    return (0.4 + relevance) * position * origin * reading * intent(candidate) * emphasis(candidate)
  })
  const best = raw.reduce((most, one) => Math.max(most, one), Number.MIN_VALUE)
  const scores = new Map(candidates.map((candidate, index) => [candidate, raw[index]! / best]))
  // A sentence that leans on the one before says little in words of its own: it is worth what that one is.
  candidates.forEach((candidate, index) => {
    const before = candidates[index - 1]
    if (candidate.leans && before?.block === candidate.block)
      scores.set(candidate, Math.max(scores.get(candidate)!, 0.7 * scores.get(before)!))
  })
  return scores
}
