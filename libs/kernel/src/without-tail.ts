/**
 * The text without the characters at its end that are of a kind. Looks at each once: a pattern such as `/\s+$/` tries
 * again from every one of them that stands elsewhere in the text, which takes time with the square of their number.
 * @param kind matches a single character
 */
export const withoutTail = (text: string, kind: RegExp): string => {
  let end = text.length
  while (end > 0 && kind.test(text[end - 1]!)) end -= 1
  return text.slice(0, end)
}
