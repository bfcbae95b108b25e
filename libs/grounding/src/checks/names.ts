import { stopWords } from '@synthwright/retrieval'
import { openers } from '../abbreviations.ts'
import type { Reading } from '../reading/reading.ts'
import { monthNumbers, weekdays } from '../reading/months.ts'
import type { Word } from '../reading/words.ts'
import { citedIds, type Check } from './check.ts'

/**
 * Every capitalised name and every code identifier of a claim must occur in its evidence. Missing there it is a soft
 * finding when another text of the pack has it, and a hard one when none does. Months, weekdays, forms of address,
 * possessive endings and the openers of sentences, quotations and clauses are excluded.
 */
export const checkNames: Check = ({ claim, reading, evidence, sourceNames, pack }) => {
  const sources = [...evidence.map(({ reading }) => reading), ...sourceNames]
  const isMissing = (word: Word, index: number) =>
    isName(reading.words, index) && !sources.some((source) => hasName(source, word))
  return runsOf(reading.words, isMissing)
    .filter((run) => !sources.some((source) => abbreviates(source, run)))
    .map((run) => ({
      code: 'name_mismatch' as const,
      severity: run.every((word) => pack.some((text) => hasName(text, word))) ? ('soft' as const) : ('hard' as const),
      source_ids: citedIds(claim),
      detail: reading.plain.slice(run[0]!.start, run.at(-1)!.end),
    }))
}

const address = new Set('mr mrs ms dr prof sir lady lord saint st mx jr sr i'.split(' '))
const emphasis = new Set('NOT MUST MAY SHOULD SHALL AND OR NO ALL NEVER ONLY ANY IS ARE WILL CAN'.split(' '))
const identifier = /[\p{Ll}\d]\p{Lu}|[\p{L}\d][_$][\p{L}\d]|\p{L}[./:@]\p{L}|\p{L}\d|\d\p{L}{2,}|\+\+$|#$|::/u

export const isName = (words: readonly Word[], index: number): boolean => {
  const word = words[index]!
  const folded = word.forms[0]!
  if (
    folded.length < 2 ||
    monthNumbers.has(folded) ||
    weekdays.has(folded) ||
    address.has(folded) ||
    emphasis.has(word.text)
  )
    return false
  if (/^(?:\d|[vV]\d)/.test(word.text) && !/\p{L}\d/u.test(word.text.slice(1))) return false
  if (identifier.test(word.text)) return true
  if (!/^\p{Lu}/u.test(word.text)) return false
  if (/^\p{Lu}{2,}s?$/u.test(word.text)) return true
  return !word.opens || continues(words, index)
}

/** Whether an opener begins a longer name: "Ada Lovelace wrote …". */
const continues = (words: readonly Word[], index: number): boolean => {
  const next = words[index + 1]
  const folded = words[index]!.forms[0]!
  return (
    next?.gap === ' ' &&
    !next.opens &&
    /^\p{Lu}\p{Ll}/u.test(next.text) &&
    !openers.has(folded) &&
    !stopWords.has(folded)
  )
}

export const hasName = (
  { vocabulary, initials }: Pick<Reading, 'vocabulary' | 'initials'>,
  { text, forms }: Word,
): boolean => {
  const [whole, ...parts] = forms as [string, ...string[]]
  if (spellings(whole).some((spelling) => vocabulary.has(spelling))) return true
  const pieces = parts.filter((part) => part.length > 1 && part !== whole.replaceAll('-', ''))
  if (pieces.length > 0 && pieces.every((part) => spellings(part).some((spelling) => vocabulary.has(spelling))))
    return true
  return /^\p{Lu}{2,6}$/u.test(text) && initials.includes(text)
}

const endings = ['s', 'n', 'an', 'ian', 'ean', 'ese', 'ish', 'er', 'i', 'ic']
const origins = ['', 'a', 'y', 'e', 'o', 'ia']

/** A name with its plural, and the place or person that an adjective is made of: "Jamaican" meets "Jamaica". */
const spellings = (name: string): string[] => {
  const bases = endings
    .filter((ending) => name.length - ending.length >= 3 && name.endsWith(ending))
    .map((ending) => name.slice(0, -ending.length))
  return [
    name,
    `${name}s`,
    ...bases.flatMap((base) => origins.map((origin) => base + origin)),
    ...endings.map((ending) => name + ending),
    ...endings.map((ending) => name.slice(0, -1) + ending),
  ]
}

/** Whether a text has the initials of a name of several words: "UK" for "United Kingdom". */
export const abbreviates = ({ vocabulary }: Pick<Reading, 'vocabulary'>, run: readonly Word[]): boolean =>
  run.length > 1 && vocabulary.has(run.map(({ forms }) => forms[0]![0]!).join(''))

/** The words that hold; those side by side, with only a blank between them, make one run. */
const runsOf = (words: readonly Word[], holds: (word: Word, index: number) => boolean): Word[][] => {
  const runs: Word[][] = []
  let previous = -1
  for (const [index, word] of words.entries()) {
    if (!holds(word, index)) continue
    if (runs.length > 0 && previous === index - 1 && word.gap === ' ') runs.at(-1)!.push(word)
    else runs.push([word])
    previous = index
  }
  return runs
}
