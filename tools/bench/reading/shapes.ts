/** A text that somebody hostile could send: made of one thing, over and over, in a given length. */
export interface Shape {
  readonly name: string
  /** @param length UTF-16 code units */
  readonly make: (length: number) => string
}

const filled = (length: number, part: string): string => part.repeat(Math.ceil(length / part.length)).slice(0, length)

const numbered = (length: number, part: (number: number) => string): string => {
  const parts: string[] = []
  let total = 0
  for (let number = 0; total < length; number += 1) {
    const next = part(number)
    parts.push(next)
    total += next.length
  }
  return parts.join('').slice(0, length)
}

const of = (name: string, part: string): Shape => ({ name, make: (length) => filled(length, part) })
const counted = (name: string, part: (number: number) => string): Shape => ({
  name,
  make: (length) => numbered(length, part),
})

const tableRow = (length: number): string => {
  const body = filled(length / 2, '| a ')
  const head = filled(length / 4, '| a ')
  return `${head}\n${head.replaceAll(' a ', '---')}\n${body}`.slice(0, length)
}

/**
 * What breaks readers of text: one thing without end, one thing never closed, one thing nested in itself. Two shapes of
 * one kind that no reader tells apart are one.
 */
const plainShapes: readonly Shape[] = [
  { name: 'one table row', make: tableRow },
  of('one word', 'a'),
  of('one sentence of names', 'Ada Lovelace '),
  counted('cited sentences', (n) => `The ferry ${n} sails at nine from pier ${n % 97}. [doc_1] `),
  of('full stops', '. '),
  of('quotes nested', '> '),
  counted('lists nested by indent', (n) => `${' '.repeat(n % 400)}- a\n`),
  of('opening brackets', '['),
  of('closing brackets', ']'),
  of('emphasis', '*a _b_ '),
  of('backticks', '`'),
  counted('backticks of all lengths', (n) => `${'`'.repeat(1 + (n % 500))} `),
  of('tags never closed', '<a b=c '),
  of('comments never closed', '<!-- '),
  of('short headings', '# a\n'),
  counted('headings', (n) => `${'#'.repeat(1 + (n % 6))} Part ${n}\n`),
  of('markers with ranges', '[doc_1#0-9] '),
  of('links never closed', '[a]('),
  of('numbers with commas', '1,000,'),
  of('blanks around a letter', `${' '.repeat(200)}a`),
  of('entities', '&#91;'),
]

/**
 * With one character beyond Latin-1, so that the engine holds the whole text in wide characters: patterns then lack
 * short cuts that hide what they cost.
 */
export const shapes: readonly Shape[] = plainShapes.map(({ name, make }) => ({
  name,
  make: (length) => `${make(length - 1)}\u2026`,
}))
