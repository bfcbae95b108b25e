import type { RedactedPrint } from '@synthwright/contracts'
import { sha256 } from '@synthwright/kernel'
import { plainText } from './reading/plain-text.ts'
import type { Reading } from './reading/reading.ts'
import { readWords, type Word } from './reading/words.ts'

/** What is shown instead of a sentence that repeats what is redacted. */
export const redactedExcerpt = '[redacted]'

const wordsInRun = 6
const tokenLength = 5
const hashLength = 16

const hashOf = (text: string): string => sha256(text).slice(0, hashLength)

const runsOf = (words: readonly Word[]): string[] =>
  words.slice(0, Math.max(0, words.length - wordsInRun + 1)).map((_, at) =>
    words
      .slice(at, at + wordsInRun)
      .map(({ forms }) => forms[0])
      .join(' '),
  )

const token = /[\p{L}\p{N}_$](?:[\p{L}\p{N}_$.,:@/-]*[\p{L}\p{N}_$])?/gu

/** Identifiers and numbers of five characters and more; ordinary words say too little to be a leak by themselves. */
const tokensOf = (plain: string): string[] =>
  [...plain.matchAll(token)]
    .map(([text]) => text)
    .filter((text) => text.length >= tokenLength && /[\d_]|\p{Ll}\p{Lu}|\p{L}[.:@/]\p{L}/u.test(text))
    .map((text) => text.replace(/(?<=\d),(?=\d)/g, '').toLowerCase())

/** What of a redacted text is handed to the check instead of the text itself. Linear in the text. */
export const redactedPrint = (text: string): RedactedPrint => {
  const plain = plainText(text)
  return { runs: unique(runsOf(readWords(plain)).map(hashOf)), tokens: unique(tokensOf(plain).map(hashOf)) }
}

const unique = (items: readonly string[]): string[] => [...new Set(items)]

type Said = Pick<Reading, 'plain' | 'words'>

/** Whether a sentence repeats something of a redacted source that none of the other texts has. */
export type LeakFinder = (sentence: Said, cited: readonly Said[]) => boolean

export const leakFinder = (prints: readonly RedactedPrint[]): LeakFinder => {
  const runs = new Set(prints.flatMap((print) => print.runs))
  const tokens = new Set(prints.flatMap((print) => print.tokens))
  if (runs.size + tokens.size === 0) return () => false
  return (sentence, cited) => {
    const leakedRuns = runsOf(sentence.words).filter((run) => runs.has(hashOf(run)))
    const leakedTokens = tokensOf(sentence.plain).filter((one) => tokens.has(hashOf(one)))
    if (leakedRuns.length + leakedTokens.length === 0) return false
    const told = {
      runs: new Set(cited.flatMap(({ words }) => runsOf(words))),
      tokens: new Set(cited.flatMap(({ plain }) => tokensOf(plain))),
    }
    return leakedRuns.some((run) => !told.runs.has(run)) || leakedTokens.some((one) => !told.tokens.has(one))
  }
}
