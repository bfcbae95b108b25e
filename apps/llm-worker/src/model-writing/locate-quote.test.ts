import { source } from '../testing/material.ts'
import { sourceText } from './locate-quote.ts'

const text =
  '# Leases\r\n\r\nThe lease of a task lasts for “thirty seconds”, *never* longer.\r\nA 👩‍🚀 crew renews it [every ten](https://example.org/ten) seconds. Cafe\u0301s are open.\r\n\r\n- An item that is cited\r\n'
const found = (quote: string, offset = 0): string | undefined => {
  const passages = [{ start: offset, end: offset + text.length, text, heading_path: [] }]
  const span = sourceText(source('doc_x', text, { passages })).locate(quote)
  return span && text.slice(span.start - offset, span.end - offset)
}

test.each([
  ['as it stands', 'lease of a task lasts', 'lease of a task lasts'],
  ['with other quotation marks', 'lasts for "thirty seconds", never', 'lasts for “thirty seconds”, *never'],
  ['over a line end', 'never longer. A', 'never* longer.\r\nA'],
  ['over an emoji', 'A crew renews it', 'A 👩‍🚀 crew renews it'],
  ['over a link', 'renews it every ten seconds', 'renews it [every ten](https://example.org/ten) seconds'],
  ['in composed form', 'Cafés are open', 'Cafe\u0301s are open'],
  ['in an item of a list', 'an item that is cited', 'An item that is cited'],
])('a quote is found %s', (_, quote, stored) => {
  expect(found(quote)).toBe(stored)
  expect(found(quote, 5_000)).toBe(stored)
})

test.each([
  ['altered', 'The lease of a task lasts for forty seconds'],
  ['too short to tell', 'a task'],
  ['empty', ''],
  ['only marks', '… ***'],
])('a quote that is %s is not found', (_, quote) => {
  expect(found(quote)).toBeUndefined()
})

test('the sentence with most words in common supports best', () => {
  const { bestSupport } = sourceText(source('doc_x', text))
  const span = bestSupport('Leases are renewed every ten seconds by a crew')!
  expect(text.slice(span.start, span.end)).toBe('A 👩‍🚀 crew renews it [every ten](https://example.org/ten) seconds.')
})

test('a source without a sentence supports with all it has, an empty one with nothing', () => {
  expect(sourceText(source('doc_x', '# Only a heading')).bestSupport('heading')).toEqual({ start: 0, end: 16 })
  expect(sourceText(source('doc_x', '', { passages: [] })).bestSupport('heading')).toBeUndefined()
})
