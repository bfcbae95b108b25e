import { errorCatalogue, errorCodes, ErrorEnvelope, type ErrorCode } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { envelopeErrors } from './render-error.ts'

const details = { field: 'a.b', expected: 'x', actual: 'y', path: '/srv/secret', query: 'hidden' }
const render = (code: ErrorCode, operationId: string | null = 'planSynthesis', retryAfterMs?: number) =>
  envelopeErrors.render(
    new AppError(code, 'at /srv/secret: hidden', { details, retryAfterMs, cause: new Error('hidden') }),
    {
      requestId: 'req_1',
      operationId,
    },
  )

it.each(errorCodes)('%s fits the envelope and shows nothing from inside', (code) => {
  const { status, body } = render(code)
  ErrorEnvelope.strict().parse(body)
  expect(JSON.stringify(body)).not.toMatch(/secret|hidden/)
  expect(body).toMatchObject({ request_id: 'req_1' })
  if (errorCatalogue[code] === 'internal') expect(status).toBe(500)
  if (status >= 500 && status !== 501) expect(body).not.toHaveProperty('details')
})

it.each<[ErrorCode, number, string, string, string[]]>([
  ['malformed_json', 400, 'invalid_request', 'malformed_json', ['field']],
  ['goal_required', 400, 'invalid_request', 'goal is required', ['field']],
  ['missing_scope_key', 400, 'invalid_request', 'missing_scope_key', ['field']],
  ['missing_verify_target', 400, 'invalid_request', 'missing_verify_target', ['field']],
  ['run_has_no_artifact', 400, 'invalid_request', 'run_has_no_artifact', ['field']],
  ['not_authenticated', 401, 'authentication_required', 'Not authenticated', []],
  ['invalid_token', 401, 'authentication_required', 'Invalid token', []],
  ['user_not_found', 401, 'authentication_required', 'User not found', []],
  ['insufficient_role', 403, 'forbidden', 'insufficient_org_role', ['expected', 'actual']],
  [
    'insufficient_scope',
    403,
    'insufficient_api_scope',
    'API key scope does not allow this operation',
    ['expected', 'actual'],
  ],
  ['project_access_denied', 403, 'project_access_denied', 'Project access denied', ['field']],
  ['memory_scope_not_granted', 403, 'forbidden', 'memory_scope_not_granted', ['expected', 'actual']],
  ['no_organization', 403, 'no_org_context', 'No organization', []],
  ['run_not_found', 404, 'not_found', 'Run not found', []],
  ['payload_too_large', 413, 'payload_too_large', 'payload_too_large', []],
  ['unsupported_media_type', 415, 'unsupported_media_type', 'unsupported_media_type', []],
  ['validation_failed', 422, 'validation_error', 'Request body validation failed', ['field', 'expected', 'actual']],
  ['rate_limited', 429, 'rate_limited', 'Too many requests', []],
  ['store_unavailable', 503, 'unavailable', 'A required service is unavailable', []],
  ['not_implemented', 501, 'not_implemented', 'Not available yet', ['field']],
])('%s is %i %s %s', (code, status, error, message, fields) => {
  const rendered = render(code)
  expect(rendered.status).toBe(status)
  expect(rendered.body).toMatchObject({ error, message })
  expect(Object.keys((rendered.body as ErrorEnvelope).details ?? {})).toEqual(fields)
})

it('names the operation that failed, and nothing more', () => {
  const messages = ['planSynthesis', 'draftSynthesis', 'verifySynthesis', 'composeHandbook', 'search', null].map(
    (operation) => (render('internal', operation).body as ErrorEnvelope).message,
  )
  expect(messages).toEqual([
    'Synthesis planning failed',
    'Synthesis drafting failed',
    'Synthesis verification failed',
    'Handbook composition failed',
    'Internal error',
    'Internal error',
  ])
})

it('says when another try can help', () => {
  expect(render('broker_unavailable').headers).toEqual({ 'retry-after': '5' })
  expect(render('rate_limited', null, 1_200).headers).toEqual({ 'retry-after': '2' })
  expect(render('internal').headers).toEqual({})
  expect(render('invalid_token').headers).toEqual({ 'www-authenticate': 'Bearer' })
})
