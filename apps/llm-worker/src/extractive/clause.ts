import { proseForm } from './prose-form.ts'
import { isStatement, wordCount } from './sentence-quality.ts'

/** Clauses that only add to the one before: without them the sentence says less, and nothing else. */
const addition = /, (?=(?:so that|because|which|whose|where|whereas|as|so) )/g
/** A clause that needs another one after it. */
const subordinate =
  /^(?:when|while|if|because|since|once|unless|until|although|though|where|whether|as|before|after) [^,]*$/i

const fewestWords = 8
/** Characters of a word with the blank after it, of those that may stand before a cut. */
const longestWord = 30
const mostTried = 20

const closing = (stored: string): number[] => {
  const last = stored.lastIndexOf(',')
  // With another comma behind it the clause may stand in the middle, and the verb of the sentence after it.
  return [...stored.matchAll(addition)].map(({ index }) => index).filter((at) => at === last)
}

/**
 * A sentence cut at the last clause that leaves a whole statement of at most `longest` words: at a semicolon, or before
 * a closing clause that only adds to what was said. Null when there is none; conditions are never cut off.
 */
export const trimmedAtClause = (stored: string, longest: number): { length: number; text: string } | null => {
  const semicolons = [...stored.matchAll(/;/g)].map(({ index }) => index)
  const ends = [...semicolons, ...closing(stored)].sort((a, b) => b - a).filter((at) => at <= longest * longestWord)
  for (const at of ends.slice(0, mostTried)) {
    if (at === 0) continue
    const text = proseForm(stored.slice(0, at))
    const words = wordCount(text)
    if (words >= fewestWords && words <= longest && isStatement(text) && !subordinate.test(text))
      return { length: at, text }
  }
  return null
}
