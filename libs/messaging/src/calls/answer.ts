import type { Call, CallEffect, Principal } from '@synthwright/contracts'
import type { z } from 'zod'
import type { Command } from './command.ts'

export interface CallContext {
  /** On whose behalf. Reading it in the handler of a system call throws: those are made on behalf of nobody. */
  readonly principal: Principal
  /** Aborts when the caller has given up, or when this service must stop. */
  readonly signal: AbortSignal
}

/** What the handler of a call is given; that of a command, the command too. */
export type ContextOf<Effect extends CallEffect> = Effect extends { readonly command: string }
  ? CallContext & { readonly command: Command }
  : CallContext

/** What answers one call; made by `answer`, for `Bus.serve`. */
export interface CallHandler {
  readonly contract: Call
  readonly handle: (request: unknown, context: CallContext & { readonly command: Command }) => Promise<unknown>
}

/**
 * Binds a contract to its handler. The request arrives parsed; the reply is parsed before it leaves, so that it carries
 * no field the contract does not know; whatever the handler throws becomes an error reply.
 */
export const answer = <Request extends z.ZodType, Reply extends z.ZodType, Effect extends CallEffect>(
  contract: Call<Request, Reply, Effect>,
  handler: (request: z.output<Request>, context: ContextOf<Effect>) => Promise<z.input<Reply>>,
): CallHandler => ({ contract, handle: handler as CallHandler['handle'] })
