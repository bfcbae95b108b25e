/** Intervals so short that a test sees in seconds what takes minutes otherwise, and the runs that do nothing. */
export const fastEngine = {
  ENGINE_PROBE: 'on',
  ENGINE_LEASE_MS: '1000',
  ENGINE_HEARTBEAT_MS: '250',
  ENGINE_LEASE_SKEW_MS: '150',
  ENGINE_RECONCILE_MS: '200',
  ENGINE_RESEND_MS: '1000',
  ENGINE_RETRY_BASE_MS: '50',
  IDEMPOTENCY_LEASE_MS: '1000',
}

/** Time after which the engine gives up a lease at the latest, with the settings above. */
export const leaseGoneMs = 1_000 + 150 + 200
