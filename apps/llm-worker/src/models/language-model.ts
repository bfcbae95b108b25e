import type { Usage } from '@synthwright/contracts'
import type { z } from 'zod'
import type { TokenPrice } from './token-price.ts'

export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** Something asked of a model, with the schema that its answer must have. */
export interface Question<Answer extends z.ZodType> {
  /** Kind of work, in `snake_case`; names the schema at the endpoint and the work in spans and metrics. */
  purpose: string
  /** Raised whenever the same input would be asked in other words. */
  promptVersion: string
  messages: readonly Message[]
  /** An object without unions, every field required: what strict mode accepts everywhere. */
  answer: Answer
  /** How often an answer that cannot be used is sent back with what is wrong with it. */
  repairs: number
}

/** On whose behalf a question is asked, and for how long it may be waited for. */
export interface Asking {
  teamId: string
  runId: string
  signal: AbortSignal
  /** Milliseconds since the epoch after which no answer is of use; null: no such time. */
  endsAt: number | null
  /** What the answers cost is added here, also when the question fails in the end. */
  spent: Usage
}

/** The seam between what is asked and who answers: an endpoint, one that remembers, or a test's own. */
export interface LanguageModel {
  readonly provider: string
  readonly model: string
  /** Null where nobody told what its tokens cost. */
  readonly price: TokenPrice | null
  /**
   * @throws AppError `provider_*` when no usable answer could be had, `cancelled` when the signal aborted; what is none
   *   of these is a fault nobody knows and is thrown as it came
   */
  ask<Answer extends z.ZodType>(question: Question<Answer>, asking: Asking): Promise<z.output<Answer>>
}

export const noUsage = (): Usage => ({ inputTokens: 0, outputTokens: 0, modelCalls: 0 })

export const addUsage = (to: Usage, { inputTokens, outputTokens, modelCalls }: Usage): void => {
  to.inputTokens += inputTokens
  to.outputTokens += outputTokens
  to.modelCalls += modelCalls
}
