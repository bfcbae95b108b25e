import { beforeNumber, neverFinal, openers, seldomFinal } from './abbreviations.ts'
import { codeSpans } from './code-spans.ts'
import { trimSpan, type TextSpan } from './span.ts'

const stop = /(?:[.!?\u2026]+|[\u3002\uFF01\uFF1F]+)(?:["'\u201D\u2019\u00BB)\]*_]*)/g
const paragraphBreak = /\n[ \t\r]*(?:\n[ \t\r]*)+/g
const speech =
  /^\S{1,40}(?: \S{1,40})? (?:said|says|asked|asks|replied|replies|wrote|writes|added|adds|noted|answered)\b/

/**
 * Splits prose into sentences: a stop, optional closing quotes or brackets, white space, and something that can open a
 * sentence. Abbreviations, initials, list ordinals, decimals, versions, file names, addresses and inline code do not end one; a
 * blank line always does. Linear in the text.
 *
 * @param text   one block of prose; Markdown inline marks are allowed
 * @param offset added to every returned position
 * @returns      sentences in order, trimmed; positions are half-open UTF-16 code units and never cut a surrogate pair
 */
export const splitSentences = (text: string, offset = 0): TextSpan[] => {
  const sentences: TextSpan[] = []
  let from = 0
  for (const match of [...text.matchAll(paragraphBreak), undefined]) {
    const to = match ? match.index : text.length
    splitParagraph(text.slice(from, to), offset + from, sentences)
    from = match ? match.index + match[0].length : to
  }
  return sentences
}

/** Whether a text has a letter or a digit that is not merely the name of a character reference. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text.replace(/&#?\w{1,32};/g, ''))

const splitParagraph = (text: string, offset: number, into: TextSpan[]): void => {
  const code = codeSpans(text)
  let codeIndex = 0
  let from = 0
  const push = (to: number) => {
    const { start, end } = trimSpan(text, { start: from, end: to })
    if (end > start) into.push({ start: offset + start, end: offset + end, text: text.slice(start, end) })
    from = to
  }
  for (const match of text.matchAll(stop)) {
    while (codeIndex < code.length && code[codeIndex]!.end <= match.index) codeIndex += 1
    const span = code[codeIndex]
    if (span && span.start <= match.index) continue
    const end = match.index + match[0].length
    if (end < text.length && endsSentence(text, from, match.index, end)) push(end)
  }
  push(text.length)
}

/**
 * Whether the stop at `at` (with its closers up to `end`) closes the sentence that began at `from`.
 */
export const endsSentence = (text: string, from: number, at: number, end: number): boolean => {
  const mark = text[at]!
  if ('\u3002\uFF01\uFF1F'.includes(mark)) return true
  if (!/\s/.test(text[end] ?? ' ')) return false
  const next = text.slice(end, end + 120).trimStart()
  const opening = next.replace(/^["'\u201C\u2018\u00AB([*_]+/, '')
  const first = opening[0] ?? next[0]
  if (first === undefined) return true
  // A lower-case word goes on with the sentence, unless only code is written that way.
  if (/\p{Ll}/u.test(first) && !(mark === '.' && isCodeLike(opening))) return false
  const closed = end - at > 1 && /["\u201D\u2019\u00BB]/.test(text.slice(at, end))
  if (closed && speech.test(next)) return false
  const run = /^[.\u2026]+/.exec(text.slice(at, end))?.[0] ?? ''
  if (run.length > 1 || run === '\u2026') return !/[\s[(]/.test(text[at - 1] ?? ' ') && !/^\p{P}/u.test(next)
  return mark !== '.' || stopIsFinal(text, from, at, next, opening)
}

const isCodeLike = (opening: string): boolean => /^\p{Ll}+(?:[\p{Lu}\d_]|\.[\p{L}\d])/u.test(opening)

const stopIsFinal = (text: string, from: number, at: number, next: string, opening: string): boolean => {
  const before = /[\p{L}\p{N}.'\u2019]{1,24}$/u.exec(text.slice(Math.max(from, at - 24), at))?.[0] ?? ''
  const word = before.toLowerCase()
  const follower = /^[\p{L}'\u2019]+/u.exec(opening)?.[0].toLowerCase() ?? ''
  if (/^\d{1,3}$/.test(before) && at - from < 8 && text.slice(from, at).trim() === before) return false
  if (beforeNumber.has(word) && /^\d/.test(next)) return false
  if (neverFinal.has(word)) return false
  const initial = /^\p{Lu}$/u.test(before) || /^(?:\p{L}\.)+\p{L}$/u.test(before)
  if (initial || seldomFinal.has(word)) return openers.has(follower) && follower !== 'i'
  return true
}
