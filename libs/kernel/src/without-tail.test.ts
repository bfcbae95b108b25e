import { withoutTail } from './without-tail.ts'

it('leaves what stands before the tail, and looks at each character once', () => {
  expect(withoutTail('The ferry sails. . .', /[.\s]/)).toBe('The ferry sails')
  expect(withoutTail('. . .', /[.\s]/)).toBe('')
  const stops = `\u2026${'.'.repeat(1_000_000)}x`
  expect(withoutTail(stops, /\./)).toBe(stops)
})
