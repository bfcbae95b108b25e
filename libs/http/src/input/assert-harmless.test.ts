import fc from 'fast-check'
import { assertHarmless, assertSmall } from './assert-harmless.ts'

const refusal = (check: () => void): unknown => {
  try {
    check()
    return null
  } catch (error) {
    return (error as { details: object }).details
  }
}
const small = (text: string) => refusal(() => assertSmall(Buffer.from(text)))
const harmless = (json: string) => refusal(() => assertHarmless(JSON.parse(json)))

describe('the size of a body', () => {
  it('is bounded in depth and in names and items', () => {
    expect(small('['.repeat(64))).toBeNull()
    expect(small('['.repeat(65))).toMatchObject({ field: 'body', expected: 'at most 64 levels of nesting' })
    expect(small(`[${'1,'.repeat(100_000)}1]`)).toBeNull()
    expect(small(`[${'1,'.repeat(100_001)}1]`)).toMatchObject({ expected: 'at most 100000 names and items' })
    expect(small(`{${'"a":1,'.repeat(50_001)}"a":1}`)).toMatchObject({ expected: 'at most 100000 names and items' })
  })

  it('does not count what stands in strings, however they are escaped', () => {
    const text = `${'[{,:'.repeat(30_000)}\\"`
    expect(small(JSON.stringify([text, { [text]: '\\' }]))).toBeNull()
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (json) => small(json) === null))
  })
})

describe('what is in a body', () => {
  it.each([
    ['"\\ud800"', 'body', 'Unicode without lone surrogates'],
    ['{"a":["x","\\udc00y"]}', 'a.1', 'Unicode without lone surrogates'],
    ['{"a":{"\\ud800":1}}', 'a.\ufffd', 'a name without lone surrogates'],
    ['{"a":{"__proto__":1}}', 'a.__proto__', 'another name'],
  ])('%s is refused by name', (json, field, expected) => {
    expect(harmless(json)).toEqual({ field, expected, actual: 'string' })
  })

  it('may be anything else', () => {
    const names = '{"constructor":{"prototype":1},"toString":"\\ud83d\\ude00","hasOwnProperty":null}'
    expect(harmless(names)).toBeNull()
  })
})
