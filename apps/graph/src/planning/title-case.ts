const small = new Set(
  'a an and as at but by for from if in into nor of off on or out over per the to via vs with'.split(' '),
)

const capitalised = (word: string): string => word.replace(/\p{L}/u, (letter) => letter.toUpperCase())

/** Title case: every word but small ones inside begins with a capital; words with capitals or digits inside stay. */
export const titleCase = (text: string): string => {
  const words = text.trim().split(/\s+/)
  return words
    .map((word, i) => {
      if (/[\p{Lu}\p{N}_./\\@]/u.test(word.slice(1))) return word
      const isInside = i > 0 && i < words.length - 1
      return isInside && small.has(word.toLowerCase()) ? word.toLowerCase() : capitalised(word)
    })
    .join(' ')
}
