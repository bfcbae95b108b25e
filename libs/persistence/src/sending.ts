import { AsyncLocalStorage } from 'node:async_hooks'

/** What one operation has done so far. */
export interface Sending {
  /** Commands of it that were handed to a connection. */
  started: number
  /** Those of them whose outcome the store has told. */
  told: number
}

const current = new AsyncLocalStorage<Sending>()

/** Runs an operation and keeps in `sending` how far it got. */
export const whileSending = <T>(sending: Sending, operation: () => Promise<T>): Promise<T> =>
  current.run(sending, operation)

/** To be called, in the flow of the operation, when a command of it is about to be written to a connection. */
export const commandStarted = (): void => {
  const sending = current.getStore()
  if (sending) sending.started += 1
}

/** To be called, in the flow of the operation, when the store has told the outcome of a command. */
export const commandTold = (): void => {
  const sending = current.getStore()
  if (sending) sending.told += 1
}
