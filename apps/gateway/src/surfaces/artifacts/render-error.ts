import { ErrorEnvelope, type ErrorCode, type ErrorDetails } from '@synthwright/contracts'
import type { SurfaceErrors } from '@synthwright/http'

interface Rendering {
  status: number
  error: string
  message: string
  remediation?: string
  /** Fields that the body may show of what the error carries; nothing else of it is shown. */
  details?: readonly ('field' | 'expected' | 'actual')[]
}

const all = ['field', 'expected', 'actual'] as const

const invalidRequest = (message: string, remediation?: string): Rendering => ({
  status: 400,
  error: 'invalid_request',
  message,
  remediation,
  details: ['field'],
})
const unauthenticated = (message: string): Rendering => ({ status: 401, error: 'authentication_required', message })
const notFound = (message: string): Rendering => ({ status: 404, error: 'not_found', message })
const conflict = (message: string): Rendering => ({ status: 409, error: 'conflict', message })
const unprocessable: Rendering = {
  status: 422,
  error: 'validation_error',
  message: 'Request body validation failed',
  details: all,
}
const unavailable: Rendering = {
  status: 503,
  error: 'unavailable',
  message: 'A required service is unavailable',
  remediation: 'Try again in a moment.',
}
/** A fault of ours: it says nothing but what did not succeed. */
const fault: Rendering = { status: 500, error: 'internal_error', message: 'Internal error' }

const renderings: Record<ErrorCode, Rendering> = {
  malformed_request: invalidRequest('malformed_request', 'Send a request of HTTP/1.1 with a Host.'),
  headers_too_large: { status: 431, error: 'headers_too_large', message: 'headers_too_large' },
  request_timeout: { status: 408, error: 'request_timeout', message: 'The request did not arrive in time' },
  expectation_failed: { status: 417, error: 'expectation_failed', message: 'expectation_failed' },
  malformed_json: invalidRequest('malformed_json', 'Send one JSON value in UTF-8.'),
  unknown_operation: invalidRequest('unknown_operation', 'Nothing here does this: do not send it again.'),
  validation_failed: unprocessable,
  goal_required: invalidRequest('goal is required', 'Say in goal what the document is about.'),
  missing_scope_key: invalidRequest('missing_scope_key', 'Name the project in scope_key or project.'),
  missing_verify_target: invalidRequest('missing_verify_target', 'Send run_id or source_ids.'),
  run_has_no_artifact: invalidRequest('run_has_no_artifact', 'Send the text in markdown.'),
  payload_too_large: { status: 413, error: 'payload_too_large', message: 'payload_too_large' },
  unsupported_media_type: {
    status: 415,
    error: 'unsupported_media_type',
    message: 'unsupported_media_type',
    remediation: 'Send application/json, not compressed.',
  },
  relation_target_not_found: unprocessable,
  correction_target_not_found: unprocessable,
  invalid_transition: invalidRequest('invalid_transition', 'Move the task step by step.'),
  invalid_invitation: invalidRequest('invalid_invitation', 'Ask for another invitation.'),
  invalid_address_proof: invalidRequest('invalid_address_proof', 'Ask for another proof of the address.'),

  not_authenticated: unauthenticated('Not authenticated'),
  invalid_token: unauthenticated('Invalid token'),
  user_not_found: unauthenticated('User not found'),
  invalid_credentials: {
    ...unauthenticated('Not authenticated'),
    remediation: 'E-mail and password do not belong together.',
  },
  no_organization: { status: 403, error: 'no_org_context', message: 'No organization' },
  insufficient_scope: {
    status: 403,
    error: 'insufficient_api_scope',
    message: 'API key scope does not allow this operation',
    details: ['expected', 'actual'],
  },
  insufficient_role: {
    status: 403,
    error: 'forbidden',
    message: 'insufficient_org_role',
    remediation: 'An Owner or Admin of the organisation can raise the role.',
    details: ['expected', 'actual'],
  },
  bound_key_not_allowed: {
    status: 403,
    error: 'forbidden',
    message: 'bound_key_not_allowed',
    remediation: 'Use a key that is bound neither to projects nor to memory scopes.',
  },
  project_access_denied: {
    status: 403,
    error: 'project_access_denied',
    message: 'Project access denied',
    details: ['field'],
  },
  memory_scope_not_granted: {
    status: 403,
    error: 'forbidden',
    message: 'memory_scope_not_granted',
    details: ['expected', 'actual'],
  },
  unverified_membership: { status: 403, error: 'forbidden', message: 'unverified_membership' },
  scope_not_enabled: { status: 403, error: 'forbidden', message: 'scope_not_enabled' },
  signup_closed: {
    status: 403,
    error: 'forbidden',
    message: 'signup_closed',
    remediation: 'Send the invitation_token of an invitation.',
  },
  origin_not_allowed: {
    status: 403,
    error: 'forbidden',
    message: 'origin_not_allowed',
    remediation: 'Send the token in Authorization instead of a cookie.',
  },

  route_not_found: notFound('Route not found'),
  method_not_allowed: { status: 405, error: 'method_not_allowed', message: 'Method not allowed' },
  run_not_found: notFound('Run not found'),
  project_not_found: notFound('Project not found'),
  entity_not_found: notFound('Entity not found'),
  task_not_found: notFound('Task not found'),
  memory_not_found: notFound('Memory not found'),
  source_not_found: notFound('Source not found'),
  document_not_found: notFound('Document not found'),
  import_not_found: notFound('Import not found'),
  blob_not_found: fault,
  organization_not_found: notFound('Organization not found'),
  member_not_found: notFound('Member not found'),
  session_not_found: notFound('Session not found'),
  api_key_not_found: notFound('API key not found'),

  revision_conflict: conflict('revision_conflict'),
  already_exists: conflict('already_exists'),
  last_owner: conflict('last_owner'),
  idempotency_key_reused: conflict('idempotency_key_reused'),
  idempotency_in_progress: conflict('idempotency_in_progress'),
  run_finished: conflict('run_finished'),
  run_not_ended: conflict('run_not_ended'),
  run_applied: conflict('run_applied'),
  run_not_waiting: conflict('run_not_waiting'),
  owner_changed: conflict('owner_changed'),
  lock_held: conflict('lock_held'),
  run_cancelled: conflict('run_cancelled'),
  claim_refused: fault,
  finish_refused: fault,
  attempts_exhausted: fault,
  queue_limit_reached: fault,
  deadline_passed: fault,

  service_unavailable: unavailable,
  store_unavailable: unavailable,
  broker_unavailable: unavailable,
  // A service that stops gives its calls up; a client that left reads nothing.
  cancelled: unavailable,
  outcome_unknown: {
    status: 504,
    error: 'outcome_unknown',
    message: 'No answer came in time; it may have been done',
    remediation:
      'Look whether it was done before you send it again. A request with an Idempotency-Key may be repeated as it is.',
  },
  rate_limited: { status: 429, error: 'rate_limited', message: 'Too many requests' },
  message_too_large: fault,
  contract_violated: fault,

  provider_unavailable: fault,
  provider_rate_limited: fault,
  provider_quota_exhausted: fault,
  provider_rejected: fault,
  provider_output_invalid: fault,

  not_implemented: { status: 501, error: 'not_implemented', message: 'Not available yet', details: ['field'] },
  retrieval_failed: fault,
  internal: fault,
}

/** What did not succeed, where an operation has its own words for it. */
const faultMessages: Record<string, string> = {
  planSynthesis: 'Synthesis planning failed',
  draftSynthesis: 'Synthesis drafting failed',
  verifySynthesis: 'Synthesis verification failed',
  composeHandbook: 'Handbook composition failed',
}

const retryAfterSeconds = 5
const mayRetry: readonly number[] = [429, 503]

const shown = (fields: Rendering['details'] = [], details: ErrorDetails = {}) => {
  const kept = fields.filter((field) => details[field] !== undefined).map((field) => [field, String(details[field])])
  return kept.length > 0 ? { details: Object.fromEntries(kept) as ErrorEnvelope['details'] } : {}
}

/** Of a limit that no header has told yet: nothing is left of it. */
const lockHeaders = (limit: ErrorDetails[string], seconds: number) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(seconds),
})

/** Errors of the artifacts surface and of whatever shares its envelope. */
export const envelopeErrors: SurfaceErrors = {
  body: ErrorEnvelope,
  render: ({ code, details, retryAfterMs }, { requestId, operationId }) => {
    const { status, error, message, remediation, details: fields } = renderings[code]
    const seconds = retryAfterMs === undefined ? retryAfterSeconds : Math.max(1, Math.ceil(retryAfterMs / 1_000))
    const body: ErrorEnvelope = {
      error,
      message: renderings[code] === fault ? (faultMessages[operationId ?? ''] ?? message) : message,
      request_id: requestId,
      ...(remediation ? { remediation } : {}),
      ...shown(fields, details),
    }
    return {
      status,
      body,
      headers: {
        ...(mayRetry.includes(status) ? { 'retry-after': String(seconds) } : {}),
        ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
        ...(code === 'rate_limited' && details?.['limit'] !== undefined ? lockHeaders(details['limit'], seconds) : {}),
      },
    }
  },
}
