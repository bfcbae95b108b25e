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

/** Words that count, point or compare: they say how much of something there is, and not what it is. */
const quantifiers = new Set(
  [
    'all any both each either enough every few less lots many more most much neither none one only other others same',
    'several single some such various whole two three four five another again',
    'always never often sometimes still already almost now then today here there too really just even anything everything',
    'nothing something anyone everyone someone nobody everybody somebody whatever whenever wherever whoever whichever',
  ].flatMap((words) => words.split(' ')),
)

/** Nouns that say how something is treated, and not what: alone they head no section that a person would look for. */
const vague = new Set(
  tokenize(
    'analysis approach aspect basis behavior behaviour calculation case category change comparison concept condition data' +
      ' discussion effect experiment fact factor form idea information investigation issue item kind level list matter' +
      ' method mode model name number part point problem process property question reason research result review role set' +
      ' side solution state step study system technique term theory thing topic type use value version way word work',
  ),
)

const longestPhrase = 3
/** A single word has to be what a run is about this often; what mostly stands before another word only describes it. */
const leastShareOfEnds = 0.6

export interface KeyPhrase {
  /** The phrase as it is written most often. */
  readonly text: string
  readonly rowIds: readonly string[]
}

/** Of a document with more, the first passages tell by their headings what it is about. */
const mostPassages = 500

const segments = (row: RowHead): { text: string; isName: boolean }[] => [
  { text: row.name, isName: true },
  ...[...new Set(row.document?.passages.slice(0, mostPassages).flatMap(({ headings }) => headings))].map((text) => ({
    text,
    isName: false,
  })),
]

const isFunctionWord = (word: string): boolean => {
  const plain = word.toLowerCase()
  return stopWords.has(plain) || quantifiers.has(plain)
}

/** Runs of words between function words and punctuation. */
const runsOf = (text: string): string[][] =>
  text
    .replace(/[`*_]/g, '')
    .split(/[^\p{L}\p{N}\s-]+/u)
    .flatMap((part) => {
      const runs: string[][] = [[]]
      for (const word of part.split(/\s+/).filter(Boolean))
        if (isFunctionWord(word)) runs.push([])
        else runs.at(-1)!.push(word)
      return runs.filter((run) => run.length > 0)
    })

/** Whether a phrase that stands before this word says something about it; a number or a letter only numbers the phrase. */
const describes = (next: string | undefined): boolean => next !== undefined && /\p{L}{2}/u.test(next)

interface Found {
  readonly rowIds: Set<string>
  /** How often the phrase is written in which way. */
  readonly forms: Map<string, number>
  readonly words: number
  /** How often it stands at all, and how often at the end of a run, as nouns do. */
  uses: number
  ends: number
}

const namesSomething = ({ words, uses, ends }: Found): boolean =>
  words > 1 ? ends > 0 : ends / uses >= leastShareOfEnds

/**
 * Phrases that several rows share in their names and headings and that say something the query does not: of two or
 * three words, or of one if it stands in names. They have to end a run, as nouns do. Of two that about as many rows
 * share, the one of more words says better what it is about.
 * @param known terms of the query
 */
export const keyPhrases = (rows: readonly RowHead[], known: ReadonlySet<string>, least: number): KeyPhrase[] => {
  const found = new Map<string, Found>()
  const addPhrase = (row: RowHead, words: readonly string[], isName: boolean, ends: boolean): void => {
    const terms = words.map((word) => tokenize(word)[0] ?? '')
    const informative = terms.filter(
      (term) => term.length > 2 && !known.has(term) && !generic.has(term) && !/^\d/.test(term),
    )
    if (informative.length === 0 || (words.length === 1 && !isName) || terms.includes('')) return
    if (generic.has(terms[0]!) || generic.has(terms.at(-1)!)) return
    if (words.length === 1 && vague.has(terms[0]!)) return
    const key = terms.join(' ')
    const entry = found.get(key) ?? { rowIds: new Set(), forms: new Map(), words: words.length, uses: 0, ends: 0 }
    const form = words.join(' ')
    entry.rowIds.add(row.id)
    entry.uses += 1
    entry.ends += Number(ends)
    entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1)
    found.set(key, entry)
  }
  for (const row of rows)
    for (const { text, isName } of segments(row))
      for (const run of runsOf(text))
        for (let from = 0; from < run.length; from++)
          for (let to = from + 1; to <= Math.min(run.length, from + longestPhrase); to++)
            addPhrase(row, run.slice(from, to), isName, !describes(run[to]))
  return [...found.values()]
    .filter((phrase) => phrase.rowIds.size >= least && namesSomething(phrase))
    .sort((a, b) => b.rowIds.size * b.words - a.rowIds.size * a.words || b.words - a.words)
    .map(({ rowIds, forms }) => ({
      text: [...forms].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]![0],
      rowIds: [...rowIds].sort(),
    }))
}
