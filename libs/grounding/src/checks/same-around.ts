import type { Reading } from '../reading/reading.ts'
import { firstIndex, type Span } from '../span.ts'

/** The word before a range of plain text and the two after it. */
const wordsAround = ({ words }: Reading, { start, end }: Span): (string | undefined)[] => {
  const before = firstIndex(words, (word) => word.end > start) - 1
  const after = firstIndex(words, (word) => word.start >= end)
  return [before, after, after + 1].map((at) => words[at]?.forms[0])
}

/** Whether two ranges stand between the same words, or before the same two: one can then have taken the other's place. */
export const sameAround = (a: Reading, one: Span, b: Reading, other: Span): boolean => {
  const [left, right, second] = wordsAround(a, one)
  const [otherLeft, otherRight, otherSecond] = wordsAround(b, other)
  if (left !== undefined && right === undefined) return left === otherLeft && otherRight === undefined
  if (right === undefined || right !== otherRight) return false
  return (left !== undefined && left === otherLeft) || (second !== undefined && second === otherSecond)
}
