import type { Span } from '../span.ts'

/** A word of plain text with what a comparison of names needs. */
export interface Word extends Span {
  text: string
  /** The word and its parts ("run-engine", "run", "engine") in lower case and without accents or possessive. */
  forms: string[]
  /** Whether a sentence, a quotation or a clause after a colon begins with it. */
  opens: boolean
  /** Punctuation between the word before and this one. */
  gap: string
}

const pattern = /[\p{L}\p{N}\p{M}_$]+(?:[.'\/@:+-]+[\p{L}\p{N}\p{M}_$]+)*(?:\+\+|#(?![\p{L}\p{N}]))?/gu

/** Of what stands between two words, so much at its end tells whether the second one opens something. */
const widestGap = 40
const opening = /(?:(?:^|[.!?:;…|]["')\]]{0,40}\s{1,40}|\s-\s)["'([]{0,40}|[\s(\[]["'([]{1,40})$/

/** Letters folded for comparison: lower case, no accents, compatibility forms resolved. */
export const foldWord = (word: string): string =>
  (/^[\x20-\x7e]*$/.test(word) ? word : word.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFKC'))
    .toLowerCase()
    .replace(/'s$|'$/, '')

export const readWords = (plain: string): Word[] => {
  const words: Word[] = []
  let reach = 0
  for (const match of plain.matchAll(pattern)) {
    const gap = plain.slice(reach, match.index)
    const end = match.index + match[0].length
    words.push({
      start: match.index,
      end,
      text: match[0],
      forms: formsOf(match[0]),
      opens: reach === 0 || opening.test(gap.length > widestGap ? `x${gap.slice(-widestGap)}` : gap),
      gap,
    })
    reach = end
  }
  return words
}

const formsOf = (text: string): string[] => {
  const whole = foldWord(text)
  const parts = whole.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '' && part !== whole)
  const letters = /^(?:\p{L}\.)+\p{L}$/u.test(whole) ? [whole.replaceAll('.', '')] : []
  const joined = /-/.test(whole) ? [whole.replaceAll('-', '')] : []
  return [whole, ...parts, ...letters, ...joined]
}
