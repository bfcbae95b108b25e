import { stem } from './stem.ts'
import { stopWords } from './stop-words.ts'

// A flag, or letters and digits that may be joined inside by . _ - ' and, between digits, by a comma.
const chunks =
  /(?<![\p{L}\p{N}\p{M}-])--?(?=\p{L})[\p{L}\p{N}_-]*[\p{L}\p{N}]|[\p{L}\p{N}\p{M}_]+(?:(?:[.'’-]|(?<=\p{N}),(?=\p{N}))[\p{L}\p{N}\p{M}_]+)*(?:\+\+|#(?![\p{L}\p{N}]))?/gu
const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u
const initials = /^\p{L}(\.\p{L})+$/u
const plainWord = /^[a-z]+$/
const plainNumber = /^\d+(\.\d+)?$/
const ascii = /^[\x20-\x7e]*$/
const humps = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u

const rememberedChunks = 50_000
const longestRemembered = 40
const memory = new Map<string, readonly string[]>()

const fold = (text: string): string =>
  ascii.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll('’', "'")

const isAcronym = (chunk: string): boolean => chunk.length > 1 && /^\p{Lu}+$/u.test(chunk)

const isStopWord = (chunk: string): boolean => !isAcronym(chunk) && stopWords.has(fold(chunk).replaceAll("'", ''))

const withoutApostrophes = (folded: string): string => folded.replace(/'s$/, '').replaceAll("'", '')

const pairs = (folded: string): string[] => {
  const letters = [...folded]
  return letters.length < 2 ? letters : letters.slice(1).map((letter, i) => `${letters[i]}${letter}`)
}

const wordTerms = (chunk: string): string[] => {
  if (isStopWord(chunk)) return []
  const folded = withoutApostrophes(fold(chunk))
  if (unspaced.test(folded)) return pairs(folded)
  return folded === '' ? [] : [plainWord.test(folded) ? stem(folded) : folded]
}

const compoundTerms = (chunk: string, parts: string[]): string[] => {
  const whole = withoutApostrophes(fold(chunk))
  if (initials.test(chunk)) return [whole, fold(parts.join(''))]
  return [whole, ...parts.filter((part) => part.length > 1).flatMap(wordTerms)]
}

const termsOf = (raw: string): readonly string[] => {
  const chunk = raw.replace(/(?<=\p{N}),(?=\p{N})/gu, '')
  if (plainNumber.test(chunk)) return [chunk]
  const parts = chunk
    .split(/[._-]+/)
    .filter(Boolean)
    .flatMap((part) => part.split(humps))
  const compound = parts.length > 1 || /^[-_]|_$/.test(chunk)
  if (parts.length === 0) return []
  return compound ? compoundTerms(chunk, parts) : wordTerms(chunk)
}

const rememberedTerms = (chunk: string): readonly string[] => {
  const known = memory.get(chunk)
  if (known) return known
  const terms = termsOf(chunk)
  if (chunk.length <= longestRemembered) {
    if (memory.size >= rememberedChunks) memory.clear()
    memory.set(chunk, terms)
  }
  return terms
}

/**
 * The index terms of a text, in order, repeats kept. Lower case, compatibility forms and Latin accents folded,
 * stop words left out (unless in capitals: `US`, `IT`), plain English words stemmed. Identifiers stand whole and in
 * parts: `createIndex` gives `createindex`, `creat`, `index`; so do snake_case, kebab-case, dotted names and flags
 * (`--data` gives `--data` and `data`). Numbers are kept, `1,000` as `1000`. Scripts written without spaces give
 * overlapping pairs of characters.
 * @see Nie et al., "On the use of words and n-grams for Chinese information retrieval", IRAL 2000, for the pairs
 */
export const tokenize = (text: string): string[] => {
  const terms: string[] = []
  for (const [chunk] of text.matchAll(chunks)) for (const term of rememberedTerms(chunk)) terms.push(term)
  return terms
}

/**
 * The words of a text that say what it is about, as written and in order: no stop words, no word twice (case apart).
 * Joined by spaces they make a readable query with the same terms as the text.
 */
export const contentWords = (text: string): string[] => {
  const words = new Map<string, string>()
  for (const [chunk] of text.matchAll(chunks)) {
    const key = fold(chunk)
    if (!words.has(key) && rememberedTerms(chunk).length > 0) words.set(key, chunk)
  }
  return [...words.values()]
}
