import { tokenize } from '../text/tokenize.ts'

/** A text as an index takes it in: how often each of its terms occurs, and how many there are in all. */
export interface TermCounts {
  readonly length: number
  readonly counts: ReadonlyMap<string, number>
}

/** Most of the work of indexing a text, which needs no index and can be done before. */
export const termCounts = (text: string): TermCounts => {
  const counts = new Map<string, number>()
  const terms = tokenize(text)
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return { length: terms.length, counts }
}
