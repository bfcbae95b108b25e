import type { Message } from './language-model.ts'

/** What one HTTP call asks for. */
export interface CompletionRequest {
  purpose: string
  messages: readonly Message[]
  /** JSON Schema of the answer. */
  schema: Record<string, unknown>
}

export interface Completion {
  /** What the model said; empty when it said nothing or refused. */
  text: string
  inputTokens: number
  outputTokens: number
}

/** A place that completes a conversation, one HTTP call each, without patience. */
export interface Endpoint {
  readonly provider: string
  readonly model: string
  /**
   * @throws AppError `provider_unavailable`, `provider_rate_limited`, `provider_quota_exhausted`, `provider_rejected`,
   *   `cancelled`; anything else as it came
   */
  complete(request: CompletionRequest, limits: { signal: AbortSignal; timeoutMs: number }): Promise<Completion>
}
