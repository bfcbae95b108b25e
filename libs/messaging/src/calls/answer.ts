import type { Call, Principal } from '@synthwright/contracts'
import type { z } from 'zod'

export interface CallContext {
  /** On whose behalf. Reading it in the handler of a system call throws: those are made on behalf of nobody. */
  readonly principal: Principal
  /** Aborts when the caller has given up, or when this service must stop. */
  readonly signal: AbortSignal
}

/** What answers one call; made by `answer`, for `Bus.serve`. */
export interface CallHandler {
  readonly contract: Call
  readonly handle: (request: unknown, context: CallContext) => Promise<unknown>
}

/**
 * Binds a contract to its handler. The request arrives parsed; the reply is parsed before it leaves, so that it carries
 * no field the contract does not know; whatever the handler throws becomes an error reply.
 */
export const answer = <Request extends z.ZodType, Reply extends z.ZodType>(
  contract: Call<Request, Reply>,
  handler: (request: z.output<Request>, context: CallContext) => Promise<z.input<Reply>>,
): CallHandler => ({ contract, handle: handler as CallHandler['handle'] })
