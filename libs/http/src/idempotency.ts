import type { AnyRoute, Principal } from '@synthwright/contracts'

/** An answer as it goes over the wire, or what is kept of it, apart from the headers that every answer has. */
export interface RenderedAnswer {
  status: number
  headers: Record<string, string>
  /** Null for an answer without a body. */
  body: string | null
}

/** A request whose client sent an `Idempotency-Key`, once nothing of it is left to refuse before its handler. */
export interface KeyedRequest {
  principal: Principal
  method: string
  /** With the values of its parameters, in one spelling. */
  path: string
  key: string
  /** Hex SHA-256 of what is asked: query and body as canonical JSON. */
  requestHash: string
  /** What becomes of a second call while the first is being answered. */
  meanwhile: 'wait' | 'refuse'
  /** The answer shows something once: what is stored of it must not be legible. */
  secretReply?: true
  /** Aborts when the client of this call has gone. A call that answers goes on without it; one that waits does not. */
  signal: AbortSignal
}

/** Answers every key once, however often it is sent. */
export interface Idempotency {
  /**
   * @param work has the effect under the id of the key's command and gives what is to be kept of the answer; it throws
   *   what is refused, of which nothing is kept, and when it is unknown what was done
   * @returns what was stored first for the key; `replayed` when another call made it
   * @throws AppError `idempotency_key_reused` for a key that was sent with another request, `idempotency_in_progress`
   *   where a second call is refused, `outcome_unknown` when the answer could not be stored or did not come in time,
   *   and what `work` throws
   */
  once(
    request: KeyedRequest,
    work: (commandId: string) => Promise<RenderedAnswer>,
  ): Promise<RenderedAnswer & { replayed: boolean }>
}

/** Whether an `Idempotency-Key` may be sent: with every POST that is made by somebody. */
export const takesKey = ({ keeps }: AnyRoute): boolean => keeps !== undefined

/** Whether a key is taken for the answer itself. */
export const keepsAnswer = ({ keeps }: AnyRoute): boolean =>
  keeps === 'reference' || keeps === 'secret' || keeps === 'receipt'
