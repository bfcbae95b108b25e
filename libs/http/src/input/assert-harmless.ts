import { invalid } from './validate.ts'

const deepest = 64
/** Names and items of a whole body; the largest that a contract can mean has a third of it. */
const mostParts = 100_000

const quote = 0x22
const backslash = 0x5c
const opening: ReadonlySet<number> = new Set([0x7b, 0x5b])
const closing: ReadonlySet<number> = new Set([0x7d, 0x5d])
const separating: ReadonlySet<number> = new Set([0x2c, 0x3a])

/** Where a string that begins at `from` ends. */
const endOfString = (json: Buffer, from: number): number => {
  for (let at = json.indexOf(quote, from + 1); at !== -1; at = json.indexOf(quote, at + 1)) {
    let escapes = 0
    while (json[at - 1 - escapes] === backslash) escapes++
    if (escapes % 2 === 0) return at
  }
  return json.length
}

/**
 * Refuses JSON that would be costly to parse, by one pass over its bytes.
 * @throws AppError `validation_failed` for more than 64 levels, or more than 100,000 names and items
 */
export const assertSmall = (json: Buffer): void => {
  let depth = 0
  let parts = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (byte === quote) at = endOfString(json, at)
    else if (opening.has(byte)) {
      if (++depth > deepest) throw invalid('body', `at most ${deepest} levels of nesting`, 'more')
    } else if (closing.has(byte)) depth--
    else if (separating.has(byte) && ++parts > mostParts)
      throw invalid('body', `at most ${mostParts} names and items`, 'more')
  }
}

/**
 * Refuses what a parser accepts and later readers choke on.
 * @throws AppError `validation_failed` for a name that changes prototypes, and for half of a surrogate pair, which no
 *   UTF-8 can hold
 */
export const assertHarmless = (value: unknown, path: (string | number)[] = []): void => {
  const refuse = (expected: string) => invalid(path.join('.').toWellFormed() || 'body', expected, 'string')
  if (typeof value === 'string' && !value.isWellFormed()) throw refuse('Unicode without lone surrogates')
  if (typeof value !== 'object' || value === null) return
  for (const name of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    path.push(name)
    if (typeof name === 'string' && !name.isWellFormed()) throw refuse('a name without lone surrogates')
    if (name === '__proto__') throw refuse('another name')
    assertHarmless((value as Record<string, unknown>)[name], path)
    path.pop()
  }
}
