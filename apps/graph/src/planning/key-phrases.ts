import { stopWords, tokenize } from '@synthwright/retrieval'
import type { RowHead } from '../rows/row.ts'
import { sectionRoles } from './section-roles.ts'

/** Headings that stand in documents of every subject. */
const generic = new Set(
  [
    'context status option consequence overview introduction summary conclusion reference example usage note notes background',
    'see also detail more guide document documentation page part section table content start getting started what why how',
    ...Object.entries(sectionRoles).flatMap(([title, { intent }]) => [title, intent]),
  ].flatMap((words) => tokenize(words)),
)

const longestPhrase = 3

export interface KeyPhrase {
  /** The phrase as it is written most often. */
  readonly text: string
  readonly rowIds: readonly string[]
}

const segments = (row: RowHead): { text: string; isName: boolean }[] => [
  { text: row.name, isName: true },
  ...[...new Set(row.document?.passages.flatMap(({ headings }) => headings))].map((text) => ({ text, isName: false })),
]

/** Runs of words between stop words and punctuation. */
const runsOf = (text: string): string[][] =>
  text
    .replace(/[`*_]/g, '')
    .split(/[^\p{L}\p{N}\s-]+/u)
    .flatMap((part) => {
      const runs: string[][] = [[]]
      for (const word of part.split(/\s+/).filter(Boolean))
        if (stopWords.has(word.toLowerCase())) runs.push([])
        else runs.at(-1)!.push(word)
      return runs.filter((run) => run.length > 0)
    })

/**
 * Phrases that several rows share in their names and headings and that say something the query does not: of two or
 * three words, or of one if it stands in names. Those of most rows first, then the longer, then by text.
 * @param known terms of the query
 */
export const keyPhrases = (rows: readonly RowHead[], known: ReadonlySet<string>, least: number): KeyPhrase[] => {
  const found = new Map<string, { rowIds: Set<string>; forms: Map<string, number>; words: number }>()
  const addPhrase = (row: RowHead, words: readonly string[], isName: boolean): void => {
    const terms = words.map((word) => tokenize(word)[0] ?? '')
    const informative = terms.filter(
      (term) => term.length > 2 && !known.has(term) && !generic.has(term) && !/^\d/.test(term),
    )
    if (informative.length === 0 || (words.length === 1 && !isName) || terms.includes('')) return
    if (generic.has(terms[0]!) || generic.has(terms.at(-1)!)) return
    const key = terms.join(' ')
    const entry = found.get(key) ?? { rowIds: new Set(), forms: new Map(), words: words.length }
    const form = words.join(' ')
    entry.rowIds.add(row.id)
    entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1)
    found.set(key, entry)
  }
  for (const row of rows)
    for (const { text, isName } of segments(row))
      for (const run of runsOf(text))
        for (let from = 0; from < run.length; from++)
          for (let to = from + 1; to <= Math.min(run.length, from + longestPhrase); to++)
            addPhrase(row, run.slice(from, to), isName)
  return [...found.values()]
    .filter(({ rowIds }) => rowIds.size >= least)
    .sort((a, b) => b.rowIds.size - a.rowIds.size || b.words - a.words)
    .map(({ rowIds, forms }) => ({
      text: [...forms].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]![0],
      rowIds: [...rowIds].sort(),
    }))
}
