import { z } from 'zod'

export const service = 'graph' as const

/** Commands that make something carry an id drawn once by the caller, so that a repeated call has one effect. */
export const commandId = z.string().max(100)
