import { z } from 'zod'

export const service = 'graph' as const

/** Every write carries an id drawn once by the caller, so that a repeated call has one effect. */
export const commandId = z.string().max(100)

/** The same where messages of the release before lack it. */
export const lateCommandId = commandId.optional()
