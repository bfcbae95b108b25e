import { tokenize } from '@synthwright/retrieval'
import { blankOut, overlapsAny } from '../span.ts'
import { readDates, type StatedDate } from './dates.ts'
import { readPolarity, type Polarity } from './polarity.ts'
import { readNumbers, type StatedNumber } from './numbers.ts'
import { plainText } from './plain-text.ts'
import { stemmed } from './stemmed.ts'
import { readWords, type Word } from './words.ts'

/** A sentence, or a longer text, as the checks see it; each view is made when a check first asks for it. */
export interface Reading {
  /** The text in one spelling, see `plainText`. */
  readonly plain: string
  /** `plain` in lower case. */
  readonly lower: string
  /** Content terms, stemmed; without those of numbers and dates, which are compared by their values. */
  readonly terms: ReadonlySet<string>
  readonly words: readonly Word[]
  /** Words folded to lower case without accents, whole and in their parts. */
  readonly vocabulary: ReadonlySet<string>
  /** All words, folded, with single blanks around them: for looking up sequences of words. */
  readonly wording: string
  /** All words stemmed, see `stemmed`. */
  readonly stemmed: string
  /** First letters of the capitalised words, in order; lower-case words between them are left out. */
  readonly initials: string
  readonly numbers: readonly StatedNumber[]
  readonly dates: readonly StatedDate[]
  readonly polarity: Polarity
}

class LazyReading implements Reading {
  readonly #text: string
  #plain: string | undefined
  #lower: string | undefined
  #initials: string | undefined
  #terms: ReadonlySet<string> | undefined
  #words: readonly Word[] | undefined
  #vocabulary: ReadonlySet<string> | undefined
  #wording: string | undefined
  #stemmed: string | undefined
  #numbers: readonly StatedNumber[] | undefined
  #dates: readonly StatedDate[] | undefined
  #polarity: Polarity | undefined

  constructor(text: string) {
    this.#text = text
  }

  get plain() {
    return (this.#plain ??= plainText(this.#text))
  }
  get lower() {
    return (this.#lower ??= this.plain.toLowerCase())
  }
  get initials() {
    return (this.#initials ??= this.words
      .filter(({ text }) => /^\p{Lu}/u.test(text))
      .map(({ text }) => text[0]!)
      .join(''))
  }
  get terms(): ReadonlySet<string> {
    return (this.#terms ??= new Set([
      ...tokenize(blankOut(this.plain, [...this.numbers, ...this.dates])),
      ...valueTerms(this),
    ]))
  }
  get words() {
    return (this.#words ??= readWords(this.plain))
  }
  get vocabulary() {
    return (this.#vocabulary ??= new Set(this.words.flatMap(({ forms }) => forms)))
  }
  get wording() {
    return (this.#wording ??= ` ${this.words.map(({ forms }) => forms[0]).join(' ')} `)
  }
  get stemmed() {
    return (this.#stemmed ??= stemmed(this.words))
  }
  get numbers() {
    return (this.#numbers ??= readNumbers(this.plain))
  }
  get dates() {
    return (this.#dates ??= readDates(this.plain))
  }
  get polarity() {
    return (this.#polarity ??= readPolarity(this.words))
  }
}

/**
 * Terms of what is compared by value and not by spelling: "1,200" and "1200", "2 March" and "03-02". Those of numbers
 * begin with `#`; numbers in words say too little to match a sentence by.
 */
const valueTerms = ({ numbers, dates }: Reading): string[] => [
  ...numbers
    .filter((number) => number.form === 'digits' && !overlapsAny(number, dates))
    .map(({ values: [value], written, version }) => `#${version ? written : value}`),
  ...dates.flatMap(({ year, decade, month, day }) => [
    ...[year, decade].filter((value) => value !== undefined).map((value) => `#${value}`),
    ...(month === undefined ? [] : [`month ${month}`]),
    ...(day === undefined ? [] : [`#day ${day}`]),
  ]),
]

/** A reader that reads each text once, however often it is asked for it. */
export const textReader = (): ((text: string) => Reading) => {
  const known = new Map<string, Reading>()
  return (text) => {
    const reading = known.get(text) ?? new LazyReading(text)
    known.set(text, reading)
    return reading
  }
}
