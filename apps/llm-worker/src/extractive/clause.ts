import { proseForm } from './prose-form.ts'
import { isStatement, wordCount } from './sentence-quality.ts'

/** Clauses that only add to the one before: without them the sentence says less, and nothing else. */
const addition = /, (?=(?:so that|because|which|whose|where|whereas|as|so) )/g
/** A clause that needs another one after it. */
const subordinate =
  /^(?:when|while|if|because|since|once|unless|until|although|though|where|whether|as|before|after) [^,]*$/i

const fewestWords = 8

const closing = (stored: string): number[] => {
  const ends = [...stored.matchAll(addition)].map(({ index }) => index)
  // With another comma behind it the clause may stand in the middle, and the verb of the sentence after it.
  return ends.filter((at) => !stored.slice(at + 1).includes(','))
}

/**
 * A sentence cut at the last clause that leaves a whole statement of at most `longest` words: at a semicolon, or before
 * a closing clause that only adds to what was said. Null when there is none; conditions are never cut off.
 */
export const trimmedAtClause = (stored: string, longest: number): { length: number; text: string } | null => {
  const semicolons = [...stored.matchAll(/;/g)].map(({ index }) => index)
  for (const at of [...semicolons, ...closing(stored)].sort((a, b) => b - a)) {
    if (at === 0) continue
    const text = proseForm(stored.slice(0, at))
    const words = wordCount(text)
    if (words >= fewestWords && words <= longest && isStatement(text) && !subordinate.test(text))
      return { length: at, text }
  }
  return null
}
