import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { classifyProviderError, retryAfterMs } from './classify-error.ts'

const refused = (status: number, error: object = {}, headers: Record<string, string> = {}) =>
  APIError.generate(status, { error }, undefined, new Headers(headers))

test.each([
  [429, { code: 'rate_limit_exceeded' }, 'provider_rate_limited'],
  [429, {}, 'provider_rate_limited'],
  [429, { code: 'insufficient_quota' }, 'provider_quota_exhausted'],
  [429, { type: 'insufficient_quota', code: null }, 'provider_quota_exhausted'],
  [402, {}, 'provider_quota_exhausted'],
  [400, { code: 'invalid_value' }, 'provider_rejected'],
  [401, { code: 'invalid_api_key' }, 'provider_rejected'],
  [403, {}, 'provider_rejected'],
  [404, { code: 'model_not_found' }, 'provider_rejected'],
  [408, {}, 'provider_unavailable'],
  [500, {}, 'provider_unavailable'],
  [529, {}, 'provider_unavailable'],
])('status %i %j is %s', (status, error, code) => {
  expect(classifyProviderError(refused(status, error))).toMatchObject({ code, details: { status } })
})

test('a lost connection is named by its cause', () => {
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) })
  expect(classifyProviderError(new APIConnectionError({ message: 'x', cause }))).toMatchObject({
    code: 'provider_unavailable',
    details: { reason: 'ECONNREFUSED' },
  })
  expect(classifyProviderError(new APIConnectionTimeoutError())).toMatchObject({ code: 'provider_unavailable' })
})

test.each([
  ['a bug of ours', new TypeError('x is not a function')],
  ['a string', 'oops'],
  ['nothing', undefined],
  ['an abort', new APIUserAbortError()],
])('%s stays unknown', (_, thrown) => {
  expect(classifyProviderError(thrown)).toBeNull()
})

test('what an endpoint says in prose is not passed on', () => {
  const error = classifyProviderError(refused(400, { message: 'key sk-secret', code: 'say: sk-secret and more' }))
  expect(JSON.stringify({ ...error, message: error!.message })).not.toContain('sk-secret')
})

const now = Date.parse('2026-03-01T12:00:00Z')

test.each([
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': '0.25' }, 250],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
  [{ 'retry-after': 'Sun, 01 Mar 2026 12:00:05 GMT' }, 5_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '99999999' }, 86_400_000],
  [{}, undefined],
])('%j asks for %p ms', (headers, expected) => {
  expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(expected)
})
