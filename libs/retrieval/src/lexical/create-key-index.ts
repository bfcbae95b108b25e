import { withoutTail } from '@synthwright/kernel'
import { compareIds } from '../compare.ts'
import { stopWords } from '../text/stop-words.ts'

export type KeyLookupOptions = {
  readonly limit?: number
  /** Whether a row may be found; asked at most once per row. */
  readonly filter?: (rowId: string) => boolean
}

export type KeyIndex = {
  /** Replaces the row's keys. */
  put(rowId: string, keys: readonly string[]): void
  remove(rowId: string): boolean
  /** Rows of which a whole key occurs in the text: longest key first, then by id. */
  lookup(text: string, options?: KeyLookupOptions): string[]
  readonly rowCount: number
}

const longestKeyInWords = 24
const opening = /^[\s"'`“”‘’«»„()[\]{}<>,;:!?.]+(?=.)/u
const closing = /[\s"'`“”‘’«»()[\]{}<>,;:!?.]/
const quoted = /"([^"\n]+)"|“([^“”\n]+)”|«([^«»\n]+)»|`([^`\n]+)`|(?<![\p{L}\p{N}])'([^'\n]+)'(?![\p{L}\p{N}])/gu

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .split(/\s+/u)
    .map((word) => withoutTail(word.replace(opening, ''), closing).replace(/['’]s$/u, ''))
    .filter(Boolean)

/** A single plain word is too common to stand for a row wherever it occurs; so are stop words in any number. */
const isDistinctive = (key: string, words: readonly string[]): boolean =>
  words.some((word) => !stopWords.has(word)) &&
  (words.length > 1 || !/^\p{L}\p{Ll}*$/u.test(key.trim()) || /[^\p{L}]/u.test(words[0]!))

/**
 * Finds rows by keys that occur whole in a text: flags, error strings, ids, names, titles. Case, compatibility forms,
 * spaces, quotes and punctuation at word ends do not matter. A key of several words, or with digits, punctuation or
 * inner capitals, is found anywhere in the text; a single plain word, or stop words alone, only in quotes or as the
 * whole text. Keys of more than 24 words are found as the whole text or in quotes.
 */
export const createKeyIndex = (): KeyIndex => {
  const anywhere = new Map<string, Set<string>>()
  const wholeOnly = new Map<string, Set<string>>()
  const keysOf = new Map<string, [keys: Map<string, Set<string>>, key: string][]>()

  const remove = (rowId: string): boolean => {
    for (const [index, key] of keysOf.get(rowId) ?? []) {
      const rows = index.get(key)
      rows?.delete(rowId)
      if (rows?.size === 0) index.delete(key)
    }
    return keysOf.delete(rowId)
  }

  return {
    put(rowId, keys) {
      remove(rowId)
      const owned: [Map<string, Set<string>>, string][] = []
      for (const written of keys) {
        const words = wordsOf(written)
        if (words.length === 0) continue
        const key = words.join(' ')
        const index = words.length <= longestKeyInWords && isDistinctive(written, words) ? anywhere : wholeOnly
        index.set(key, (index.get(key) ?? new Set()).add(rowId))
        owned.push([index, key])
      }
      if (owned.length > 0) keysOf.set(rowId, owned)
    },
    remove,
    lookup(text, { limit = Infinity, filter = () => true } = {}) {
      const longest = new Map<string, number>()
      const collect = (index: Map<string, Set<string>>, key: string): void => {
        for (const rowId of index.get(key) ?? [])
          if ((longest.get(rowId) ?? 0) < key.length) longest.set(rowId, key.length)
      }
      const words = wordsOf(text)
      for (let from = 0; from < words.length; from++) {
        let key = ''
        for (let to = from; to < Math.min(words.length, from + longestKeyInWords); to++) {
          key = key ? `${key} ${words[to]}` : words[to]!
          collect(anywhere, key)
        }
      }
      const wholes = [text, ...[...text.matchAll(quoted)].map((match) => match.slice(1).find(Boolean)!)]
      for (const whole of wholes) {
        const key = wordsOf(whole).join(' ')
        collect(wholeOnly, key)
        collect(anywhere, key)
      }
      return [...longest]
        .sort(([a, x], [b, y]) => y - x || compareIds(a, b))
        .map(([rowId]) => rowId)
        .filter(filter)
        .slice(0, limit)
    },
    get rowCount() {
      return keysOf.size
    },
  }
}
