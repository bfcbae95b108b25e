import { stem } from '@synthwright/retrieval'
import { readWords } from '../reading/words.ts'
import { plainText } from '../reading/plain-text.ts'

const stemmed = (plain: string): string =>
  ` ${readWords(plain)
    .flatMap(({ forms: [form] }) => form!.split(/[^\p{L}\p{N}]+/u))
    .filter(Boolean)
    .map(stem)
    .join(' ')} `

/** Whether plain text has a phrase as words, in any inflection, however it is written large or small. */
export const mentions = (plain: string, phrase: string): boolean => {
  const wanted = stemmed(plainText(phrase))
  return wanted.trim() !== '' && stemmed(plain).includes(wanted)
}
