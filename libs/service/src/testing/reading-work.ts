import { AppError } from '@synthwright/kernel'
import { isMainThread } from 'node:worker_threads'

export const count = (text: string) => ({ sentences: text.split('. ').length, inThread: !isMainThread })

export const refuse = (text: string): never => {
  throw new AppError('validation_failed', 'It is refused', { details: { field: 'content', actual: text.length } })
}

export const die = (text: string): never => process.exit(text.length > 0 ? 1 : 2)

export const endless = (text: string): never => {
  for (;;) if (text.length === 0) throw new Error('This never happens')
}

/** Gives what cannot be handed back. */
export const unclonable = (text: string) => () => text
