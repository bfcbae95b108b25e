import { plainText } from '../reading/plain-text.ts'
import type { Reading } from '../reading/reading.ts'
import { stemmed } from '../reading/stemmed.ts'
import { readWords } from '../reading/words.ts'

/** As `mentions`, of a text that many phrases are looked up in. */
export const readingMentions = (reading: Pick<Reading, 'stemmed'>, phrase: string): boolean => {
  const wanted = stemmed(readWords(plainText(phrase)))
  return wanted.trim() !== '' && reading.stemmed.includes(wanted)
}

/** Whether plain text has a phrase as words, in any inflection, however it is written large or small. */
export const mentions = (plain: string, phrase: string): boolean =>
  readingMentions({ stemmed: stemmed(readWords(plain)) }, phrase)
