import { AppError, isAppError } from '@synthwright/kernel'

/** Text within the limit of characters can be too large once it is escaped, for instance when it is not text at all. */
export const asTooLarge = (error: unknown): never => {
  if (isAppError(error) && error.code === 'message_too_large')
    throw new AppError('payload_too_large', 'The text is too large to be handed on', { cause: error })
  throw error
}
