import { cookiesOf, idempotencyKeyOf, lastEventIdOf, prefersAsync, requestIdOf } from './headers.ts'

it.each(['a', 'A-1_b.c:d', 'x'.repeat(128)])('adopts the request id %s', (id) => {
  expect(requestIdOf({ 'x-request-id': id })).toBe(id)
})

it.each([undefined, '', 'x'.repeat(129), 'a b', 'a\n', 'é', 'a/b'])('replaces the request id %j', (id) => {
  expect(requestIdOf({ 'x-request-id': id })).toMatch(/^req_[0-9a-f]{12}$/)
})

it('reads cookies, the first of equal names, decoded where that is possible', () => {
  expect(cookiesOf({ cookie: 'a=1; b="two"; a=3; c=%20x; d=%; flag; =no; e=f=g' })).toEqual({
    a: '1',
    b: 'two',
    c: ' x',
    d: '%',
    e: 'f=g',
  })
  expect(cookiesOf({})).toEqual({})
})

it('gives no cookie power over prototypes', () => {
  const cookies = cookiesOf({ cookie: '__proto__=x; a=1' })
  expect(Object.getPrototypeOf(cookies)).toBe(Object.prototype)
  expect(cookies['a']).toBe('1')
})

it.each([
  ['respond-async', true],
  ['wait=10, respond-async', true],
  ['Respond-Async; foo=1', true],
  ['respond-asynchronously', false],
  ['return=minimal', false],
  [undefined, false],
])('Prefer: %s means async: %s', (prefer, expected) => {
  expect(prefersAsync({ prefer })).toBe(expected)
})

it('reads the last event id', () => {
  expect(lastEventIdOf({ 'last-event-id': '7' })).toBe('7')
  expect(lastEventIdOf({})).toBeNull()
})

it.each(['k', 'k'.repeat(255), 'a b~!'])('takes the idempotency key %j', (key) => {
  expect(idempotencyKeyOf({ 'idempotency-key': key })).toBe(key)
})

it.each(['', 'k'.repeat(256), 'a\tb', 'é', '\x7f'])('refuses the idempotency key %j and names the header', (key) => {
  expect(() => idempotencyKeyOf({ 'idempotency-key': key })).toThrow(
    expect.objectContaining({
      code: 'validation_failed',
      details: expect.objectContaining({ field: 'Idempotency-Key' }),
    }),
  )
})

it('needs no idempotency key', () => expect(idempotencyKeyOf({})).toBeNull())
