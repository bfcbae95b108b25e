import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError, isAppError } from './app-error.ts'

const current = new AsyncLocalStorage<{ begun: boolean }>()

/** Notes that what is being answered has changed something, or may have. */
export const noteEffect = (): void => {
  const effects = current.getStore()
  if (effects) effects.begun = true
}

/**
 * Answers one request. "Try again" is said only while nothing was changed: what becomes unavailable after that, or is
 * given up, has the outcome that nobody knows.
 * @throws AppError `outcome_unknown` in place of a later `unavailable` or `cancelled`; any other error as it is
 */
export const watchEffects = async <T>(answer: () => Promise<T>): Promise<T> => {
  const effects = { begun: false }
  try {
    return await current.run(effects, answer)
  } catch (error) {
    const untold = isAppError(error) && (error.kind === 'unavailable' || error.code === 'cancelled')
    if (!untold || !effects.begun) throw error
    throw new AppError('outcome_unknown', 'It was begun, and how it ended is not known', { cause: error })
  }
}
