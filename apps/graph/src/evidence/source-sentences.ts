import type { EvidenceSentence } from '@synthwright/contracts'
import { firstIndex, sourceReader, type TextSpan } from '@synthwright/grounding'
import { cutBetweenWords } from '../documents/split-passages.ts'
import type { RowHead } from '../rows/row.ts'
import { sentencesIn } from '../rows/row-text.ts'

interface Span {
  readonly start: number
  readonly end: number
}

const longestSentence = 1_000
/** Sentences of one cited range that are compared. */
const mostAround = 40

const clamped = (at: number, length: number): number => Math.max(0, Math.min(length, at))

/** The sentences of one source, read once for all claims that cite it. */
export class SourceSentences {
  readonly #row: RowHead
  readonly #text: string
  #sentences: TextSpan[] | undefined
  #reader: ((claim: string, most: number) => TextSpan[]) | undefined

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
    const first = firstIndex(all, (sentence) => sentence.end > start)
    const last = firstIndex(all, (sentence) => sentence.start >= end) - 1
    if (last < first) return [this.#evidence({ start, end })]
    const from = Math.max(0, first - 1)
    return all.slice(from, Math.min(last + 2, from + mostAround)).map((sentence) => this.#evidence(sentence))
  }

  /**
   * The sentences to check a text against, at most `most`; in the order of the source. Where none has a word of the
   * text the first ones stand in: what was said in other words can still be judged.
   */
  best(text: string, most: number): EvidenceSentence[] {
    this.#reader ??= sourceReader(this.#all())
    const found = this.#reader(text, most)
    return (found.length > 0 ? found : this.#all().slice(0, most)).map((sentence) => this.#evidence(sentence))
  }

  #all(): TextSpan[] {
    return (this.#sentences ??= sentencesIn(this.#row, this.#text).flatMap((sentence) => this.#pieces(sentence)))
  }

  /** A wall of text without a stop is no sentence: it is compared in pieces, as it is stored in passages. */
  #pieces(sentence: TextSpan): TextSpan[] {
    if (sentence.text.length <= longestSentence) return [sentence]
    return cutBetweenWords(this.#text, sentence, longestSentence).map(({ start, end }) => ({
      start,
      end,
      text: this.#text.slice(start, end),
    }))
  }

  #evidence({ start, end }: Span): EvidenceSentence {
    return { id: this.#row.id, start, end, text: this.#text.slice(start, end) }
  }
}
