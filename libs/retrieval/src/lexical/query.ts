import { tokenize } from '../text/tokenize.ts'

/**
 * What is searched for: a text, terms as `tokenize` makes them, or terms with weights above 0 (1 is ordinary). A
 * term counts once however often it is repeated.
 */
export type Query = string | readonly string[] | ReadonlyMap<string, number>

/** Distinct terms and their weights, in the order they were given; weights that are not above 0 drop the term. */
export const weightedTerms = (query: Query): [term: string, weight: number][] => {
  if (query instanceof Map) return [...(query as ReadonlyMap<string, number>)].filter(([, weight]) => weight > 0)
  const terms = typeof query === 'string' ? tokenize(query) : (query as readonly string[])
  return [...new Set(terms)].map((term) => [term, 1])
}
