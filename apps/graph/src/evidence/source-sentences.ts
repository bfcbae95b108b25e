import type { EvidenceSentence } from '@synthwright/contracts'
import { tokenize } from '@synthwright/retrieval'
import type { RowHead } from '../rows/row.ts'
import { sentencesIn } from '../rows/row-text.ts'

interface Span {
  readonly start: number
  readonly end: number
}

interface Sentence extends Span {
  readonly terms: ReadonlySet<string>
}

export type TermWorth = (term: string) => number

const clamped = (at: number, length: number): number => Math.max(0, Math.min(length, at))

/** The sentences of one source, read once for all claims that cite it. */
export class SourceSentences {
  readonly #row: RowHead
  readonly #text: string
  #sentences: Sentence[] | undefined

  constructor(row: RowHead, text: string) {
    this.#row = row
    this.#text = text
  }

  /** The sentences that a cited range touches, with one before and one after; the range itself where there are none. */
  around(cited: Span): EvidenceSentence[] {
    const start = clamped(cited.start, this.#text.length)
    const end = clamped(cited.end, this.#text.length)
    if (end <= start) return []
    const all = this.#all()
    const first = all.findIndex((sentence) => sentence.end > start)
    const after = all.findIndex((sentence) => sentence.start >= end)
    const last = (after < 0 ? all.length : after) - 1
    if (first < 0 || last < first) return [this.#evidence({ start, end })]
    return all.slice(Math.max(0, first - 1), last + 2).map((sentence) => this.#evidence(sentence))
  }

  /**
   * The sentences that have most of what a text says, weighted, at most `most`; in the order of the source. Of equal
   * ones the earlier counts, and those with none of its terms do not.
   */
  best(text: string, worth: TermWorth, most: number): EvidenceSentence[] {
    const wanted = [...new Set(tokenize(text))].map((term): [string, number] => [term, worth(term)])
    return this.#all()
      .map((sentence, i) => ({
        sentence,
        i,
        value: wanted.reduce((sum, [term, weight]) => sum + (sentence.terms.has(term) ? weight : 0), 0),
      }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || a.i - b.i)
      .slice(0, most)
      .sort((a, b) => a.i - b.i)
      .map(({ sentence }) => this.#evidence(sentence))
  }

  #all(): Sentence[] {
    this.#sentences ??= sentencesIn(this.#row, this.#text).map(({ start, end, text }) => ({
      start,
      end,
      terms: new Set(tokenize(text)),
    }))
    return this.#sentences
  }

  #evidence({ start, end }: Span): EvidenceSentence {
    return { id: this.#row.id, start, end, text: this.#text.slice(start, end) }
  }
}
