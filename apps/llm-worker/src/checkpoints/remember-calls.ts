import { canonicalJson, sha256, toAppError, type Clock } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { z } from 'zod'
import { addUsage, noUsage, type Asking, type LanguageModel, type Question } from '../models/language-model.ts'
import type { CallKey, FinishedCallRepository } from './finished-call.repository.ts'

const keyOf = (
  { provider, model }: LanguageModel,
  { purpose, promptVersion, messages }: Question<z.ZodType>,
  { teamId, runId }: Asking,
): CallKey => ({
  teamId,
  runId,
  hash: sha256(canonicalJson({ provider, model, purpose, promptVersion, messages })),
})

/** A checkpoint saves money; a store that is away must not cost the draft. */
const tolerantly = async <T>(what: string, act: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await act()
  } catch (error) {
    log.warn('Finished model calls are out of reach', { what, error: toAppError(error) })
    return undefined
  }
}

/**
 * A model that answers what it was already asked in the same run from memory. An attempt that was lost never reported
 * what it spent, so a remembered answer brings its cost along: the run counts each call once.
 */
export const rememberCalls = (model: LanguageModel, calls: FinishedCallRepository, clock: Clock): LanguageModel => ({
  provider: model.provider,
  model: model.model,
  price: model.price,
  ask: async (question, asking) => {
    const key = keyOf(model, question, asking)
    const known = await tolerantly('find', () => calls.find(key))
    const remembered = known && question.answer.safeParse(known.answer)
    if (remembered?.success) {
      addUsage(asking.spent, known!.usage)
      return remembered.data
    }
    const usage = noUsage()
    try {
      const answer = await model.ask(question, { ...asking, spent: usage })
      await tolerantly('keep', () => calls.keep(key, { answer, usage, createdAt: clock.date() }))
      return answer
    } finally {
      addUsage(asking.spent, usage)
    }
  },
})
