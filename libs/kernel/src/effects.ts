import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError, isAppError } from './app-error.ts'

interface Answering {
  begun: boolean
  /** Aborts when whoever asked has gone. */
  asker: AbortSignal | undefined
}

const current = new AsyncLocalStorage<Answering>()

/** Notes that what is being answered has changed something, or may have. */
export const noteEffect = (): void => {
  const effects = current.getStore()
  if (effects) effects.begun = true
}

/**
 * Whether whoever asked is still there, as far as can be told. What could not be done at once is only to be done later
 * while they are: they may have done something else since.
 */
export const isStillAsked = (): boolean => !current.getStore()?.asker?.aborted

/**
 * Answers one request. "Try again" is said only while nothing was changed: what becomes unavailable after that, or is
 * given up, has the outcome that nobody knows.
 * @param asker aborts when whoever asked has gone
 * @throws AppError `outcome_unknown` in place of a later `unavailable` or `cancelled`; any other error as it is
 */
export const watchEffects = async <T>(answer: () => Promise<T>, asker?: AbortSignal): Promise<T> => {
  const effects: Answering = { begun: false, asker }
  try {
    return await current.run(effects, answer)
  } catch (error) {
    const untold = isAppError(error) && (error.kind === 'unavailable' || error.code === 'cancelled')
    if (!untold || !effects.begun) throw error
    throw new AppError('outcome_unknown', 'It was begun, and how it ended is not known', { cause: error })
  }
}
