import { isForeign } from './foreign-origin.ts'

const host = 'synthwright.test:3000'

it.each([
  [undefined, false],
  ['http://synthwright.test:3000', false],
  ['https://synthwright.test:3000', false],
  ['https://console.test', false],
  ['https://console.test.evil.test', true],
  ['https://synthwright.test', true],
  ['https://evil.test', true],
  ['null', true],
  ['', true],
])('%s is foreign: %s', (origin, foreign) => {
  expect(isForeign({ origin, host }, ['https://console.test'])).toBe(foreign)
})

it('is foreign when the client does not say whom it asks', () => {
  expect(isForeign({ origin: 'https://evil.test' }, [])).toBe(true)
})
