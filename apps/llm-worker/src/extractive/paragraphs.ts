import type { Candidate } from './candidates.ts'
import type { Style } from './style.ts'

const longestParagraph = 4

const inDocumentOrder = (a: Candidate, b: Candidate) => a.start - b.start

/** Cut in two, near the middle, before a sentence that can be understood by itself. */
const halved = (excerpt: Candidate[]): Candidate[][] => {
  if (excerpt.length <= longestParagraph) return [excerpt]
  const middle = excerpt.length / 2
  const cuts = excerpt.flatMap(({ leans }, index) => (index > 0 && !leans ? [index] : []))
  if (cuts.length === 0) return [excerpt]
  const cut = cuts.reduce((best, at) => (Math.abs(at - middle) < Math.abs(best - middle) ? at : best))
  return [...halved(excerpt.slice(0, cut)), ...halved(excerpt.slice(cut))]
}

/** The sentences of one source in paragraphs of at most four, which end where sentences were left out. */
const split = (sentences: readonly Candidate[]): Candidate[][] => {
  const stretches: Candidate[][] = []
  for (const sentence of sentences) {
    const last = stretches.at(-1)?.at(-1)
    if (last && last.block === sentence.block && last.place + 1 === sentence.place) stretches.at(-1)!.push(sentence)
    else stretches.push([sentence])
  }
  const paragraphs: Candidate[][] = []
  for (const stretch of stretches.flatMap(halved)) {
    const last = paragraphs.at(-1)
    if (last && last.length + stretch.length <= longestParagraph) last.push(...stretch)
    else paragraphs.push([...stretch])
  }
  return paragraphs
}

/** Single sentences of neighbouring paragraphs stand together rather than alone. */
const joined = (paragraphs: readonly Candidate[][]): Candidate[][] =>
  paragraphs.reduce<Candidate[][]>((done, paragraph) => {
    const last = done.at(-1)
    if (last && paragraph.length === 1 && last.length < longestParagraph) last.push(...paragraph)
    else done.push([...paragraph])
    return done
  }, [])

/**
 * Chosen sentences as paragraphs: those of a source together and in its order, the source whose first paragraph opens
 * best before the others, which keep the order of the pack.
 */
export const paragraphsOf = (chosen: readonly Candidate[], opens: Style['opens']): Candidate[][] => {
  const opensWell = ([first]: readonly Candidate[]) => opens(first!)
  const bySource = Map.groupBy(chosen, ({ source }) => source)
  const sources = [...bySource.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, own]) => split(own.toSorted(inDocumentOrder)))
  const best = sources.reduce((top, own, index) => (opensWell(own[0]!) > opensWell(sources[top]![0]!) ? index : top), 0)
  const opening = sources.splice(best, 1)
  return joined([...opening, ...sources].flat())
}
