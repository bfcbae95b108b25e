const longest = 200

/** First 200 characters of a text, never ending inside a surrogate pair. */
export const excerptOf = (text: string): string => {
  if (text.length <= longest) return text
  const cut = text.slice(0, longest - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
