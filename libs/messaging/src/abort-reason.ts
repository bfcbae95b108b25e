import { AppError, isAppError } from '@synthwright/kernel'

/** Why a signal was aborted, as an error of ours: whatever else was given as the reason means that it was cancelled. */
export const abortReason = (signal: AbortSignal): AppError =>
  isAppError(signal.reason) ? signal.reason : new AppError('cancelled', 'Given up', { cause: signal.reason })
