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
  malformed_json: invalidRequest('malformed_json', 'Send one JSON value in UTF-8.'),
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

  not_authenticated: unauthenticated('Not authenticated'),
  invalid_token: unauthenticated('Invalid token'),
  user_not_found: unauthenticated('User not found'),
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

  route_not_found: notFound('Route not found'),
  method_not_allowed: { status: 405, error: 'method_not_allowed', message: 'Method not allowed' },
  run_not_found: notFound('Run not found'),
  project_not_found: notFound('Project not found'),
  entity_not_found: notFound('Entity not found'),
  document_not_found: notFound('Document not found'),
  import_not_found: notFound('Import not found'),
  blob_not_found: fault,

  revision_conflict: conflict('revision_conflict'),
  already_exists: conflict('already_exists'),
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
    remediation: 'Look before you repeat it.',
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
      },
    }
  },
}
