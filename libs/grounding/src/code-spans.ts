import type { Span } from './span.ts'

/**
 * Inline code of one block of Markdown, backticks included, in order and without overlap. A run of n backticks is
 * closed by the next run of exactly n; an escaped or unmatched run is ordinary text. Linear in the text.
 */
export const codeSpans = (text: string): Span[] => {
  const runs = [...text.matchAll(/`+/g)].map((match) => {
    const escaped = escapedAt(text, match.index)
    return { at: match.index, length: match[0].length, escaped }
  })
  const byLength = new Map<number, number[]>()
  runs.forEach((run, index) => {
    const list = byLength.get(run.length)
    if (list) list.push(index)
    else byLength.set(run.length, [index])
  })
  const cursor = new Map<number, number>()
  const spans: Span[] = []
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index]!
    if (run.escaped) continue
    const same = byLength.get(run.length)!
    let next = cursor.get(run.length) ?? 0
    while (next < same.length && same[next]! <= index) next += 1
    cursor.set(run.length, next)
    const closing = same[next]
    if (closing === undefined) continue
    const end = runs[closing]!.at + run.length
    spans.push({ start: run.at, end })
    index = closing
  }
  return spans
}

/** Whether the character at `at` is preceded by an odd number of backslashes. */
export const escapedAt = (text: string, at: number): boolean => {
  let count = 0
  while (text[at - 1 - count] === '\\') count += 1
  return count % 2 === 1
}
