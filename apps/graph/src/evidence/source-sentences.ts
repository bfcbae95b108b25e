import type { EvidenceSentence } from '@synthwright/contracts'
import { sourceReader, type TextSpan } from '@synthwright/grounding'
import type { RowHead } from '../rows/row.ts'
import { sentencesIn } from '../rows/row-text.ts'

interface Span {
  readonly start: number
  readonly end: number
}

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
    const first = all.findIndex((sentence) => sentence.end > start)
    const after = all.findIndex((sentence) => sentence.start >= end)
    const last = (after < 0 ? all.length : after) - 1
    if (first < 0 || last < first) return [this.#evidence({ start, end })]
    return all.slice(Math.max(0, first - 1), last + 2).map((sentence) => this.#evidence(sentence))
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
    return (this.#sentences ??= sentencesIn(this.#row, this.#text))
  }

  #evidence({ start, end }: Span): EvidenceSentence {
    return { id: this.#row.id, start, end, text: this.#text.slice(start, end) }
  }
}
