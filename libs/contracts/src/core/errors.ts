import { z } from 'zod'

/**
 * What an error means for whoever must act on it. The kind, never the message or the place that caught it, decides
 * retry, acknowledgement, log level and span status.
 */
export const errorKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'quota_exhausted',
  'unavailable',
  'unknown_outcome',
  'not_implemented',
  'cancelled',
  'internal',
] as const
export type ErrorKind = (typeof errorKinds)[number]

/** Every code an error of this system can carry, with its kind. Closed: a new failure gets a line here first. */
export const errorCatalogue = {
  // input
  malformed_request: 'invalid',
  headers_too_large: 'invalid',
  request_timeout: 'invalid',
  expectation_failed: 'invalid',
  malformed_json: 'invalid',
  unknown_operation: 'invalid',
  validation_failed: 'invalid',
  goal_required: 'invalid',
  missing_scope_key: 'invalid',
  missing_verify_target: 'invalid',
  run_has_no_artifact: 'invalid',
  payload_too_large: 'invalid',
  unsupported_media_type: 'invalid',
  relation_target_not_found: 'invalid',
  correction_target_not_found: 'invalid',
  invalid_transition: 'invalid',
  invalid_invitation: 'invalid',
  invalid_address_proof: 'invalid',
  // identity
  not_authenticated: 'unauthenticated',
  invalid_token: 'unauthenticated',
  user_not_found: 'unauthenticated',
  invalid_credentials: 'unauthenticated',
  no_organization: 'forbidden',
  insufficient_scope: 'forbidden',
  insufficient_role: 'forbidden',
  bound_key_not_allowed: 'forbidden',
  project_access_denied: 'forbidden',
  memory_scope_not_granted: 'forbidden',
  unverified_membership: 'forbidden',
  scope_not_enabled: 'forbidden',
  signup_closed: 'forbidden',
  origin_not_allowed: 'forbidden',
  // things
  route_not_found: 'not_found',
  method_not_allowed: 'not_found',
  run_not_found: 'not_found',
  project_not_found: 'not_found',
  entity_not_found: 'not_found',
  task_not_found: 'not_found',
  memory_not_found: 'not_found',
  source_not_found: 'not_found',
  document_not_found: 'not_found',
  import_not_found: 'not_found',
  blob_not_found: 'not_found',
  organization_not_found: 'not_found',
  member_not_found: 'not_found',
  session_not_found: 'not_found',
  api_key_not_found: 'not_found',
  // state
  revision_conflict: 'conflict',
  already_exists: 'conflict',
  last_owner: 'conflict',
  idempotency_key_reused: 'conflict',
  idempotency_in_progress: 'conflict',
  run_finished: 'conflict',
  run_not_ended: 'conflict',
  run_applied: 'conflict',
  run_not_waiting: 'conflict',
  owner_changed: 'conflict',
  lock_held: 'conflict',
  claim_refused: 'conflict',
  finish_refused: 'conflict',
  // the engine's word for a task that ended without result
  attempts_exhausted: 'internal',
  queue_limit_reached: 'unavailable',
  run_cancelled: 'cancelled',
  deadline_passed: 'unavailable',
  // dependencies
  service_unavailable: 'unavailable',
  store_unavailable: 'unavailable',
  broker_unavailable: 'unavailable',
  outcome_unknown: 'unknown_outcome',
  rate_limited: 'rate_limited',
  message_too_large: 'internal',
  contract_violated: 'internal',
  // language models
  provider_unavailable: 'unavailable',
  provider_rate_limited: 'rate_limited',
  provider_quota_exhausted: 'quota_exhausted',
  provider_rejected: 'internal',
  provider_output_invalid: 'internal',
  // the rest
  not_implemented: 'not_implemented',
  cancelled: 'cancelled',
  retrieval_failed: 'internal',
  internal: 'internal',
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorCatalogue
export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]

/** Details a client may read: short strings and lists of them, never text of a source, a query or a stack. */
export const ErrorDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
export type ErrorDetails = z.infer<typeof ErrorDetails>

/** An error as it crosses the broker or rests in a run document. */
export const WireError = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: ErrorDetails.optional(),
  retryAfterMs: z.int().min(0).optional(),
})
export type WireError = z.infer<typeof WireError>
