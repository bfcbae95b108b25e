/** Numbers from 0 up to, not including, 1, the same on every machine. @see Marsaglia, "Xorshift RNGs", 2003 */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const syllables = 'ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yo za qui'.split(' ')

const wordOf = (rank: number): string => {
  let text = ''
  for (let rest = rank + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    text += syllables[rest % syllables.length]
  return text
}

const vocabulary = Array.from({ length: 8_000 }, (_, rank) => wordOf(rank))

/** Texts of invented words, some frequent and most rare, as in natural language: the word of rank r about as often as 1/r. */
export class Corpus {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = randomNumbers(seed)
  }

  #word(): string {
    return vocabulary[Math.floor(vocabulary.length ** this.#random()) - 1] ?? vocabulary[0]!
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.#word()).join(' ')
  }

  sentence(): string {
    const text = this.words(8 + Math.floor(this.#random() * 12))
    return `${text[0]!.toUpperCase()}${text.slice(1)}.`
  }

  entity() {
    return {
      name: this.words(3),
      description: this.sentence(),
      content: Array.from({ length: 4 }, () => this.sentence()).join(' '),
      entity_type: 'episode',
    }
  }

  /** A document of a few headings and paragraphs, about 3 KB. */
  markdown(): string {
    const paragraph = () => Array.from({ length: 5 }, () => this.sentence()).join(' ')
    const sections = Array.from({ length: 5 }, () => `## ${this.words(3)}\n\n${paragraph()}`)
    return [`# ${this.words(4)}`, ...sections].join('\n\n')
  }
}
