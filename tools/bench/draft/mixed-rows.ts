import { Corpus } from '../corpus.ts'

const types = ['decision', 'procedure', 'claim', 'error_pattern', 'guide', 'note', 'episode', 'pattern'] as const

/** Rows of many types, so that every section of a document has some to choose from, and goals in the same words. */
export class MixedRows {
  readonly #corpus: Corpus
  #made = 0

  constructor(seed: number) {
    this.#corpus = new Corpus(seed)
  }

  next() {
    const entity_type = types[this.#made++ % types.length]!
    return { ...this.#corpus.entity(), entity_type }
  }

  goal(): string {
    return `Document ${this.#corpus.words(4)}`
  }
}
