const marker = /\\?\[[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_-]+(?:#\d+-\d+)?\\?\]/g

/** What makes two sentences the same one: their words, whatever marks, citations and case surround them. */
export const sentenceKey = (text: string): string =>
  (
    text
      .replace(marker, ' ')
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ')

/** A test for sentences that were refused, also when only part of one comes back. */
export const refusalOf = (refused: readonly { text: string }[]): ((key: string) => boolean) => {
  const keys = refused.map(({ text }) => sentenceKey(text)).filter(Boolean)
  return (key) =>
    keys.some((other) => other === key || ` ${other} `.includes(` ${key} `) || ` ${key} `.includes(` ${other} `))
}
