import { PlainError, say } from './bootstrap/say.mjs'
import { stopSignal } from './stop-signal.ts'

/**
 * Runs the body of a tool and sets the exit code: what the body returns, 0 without; the signal's code when it fails
 * because it was interrupted; 1 for any other failure, with one sentence if the person at the terminal can act on it.
 */
export const runTool = async (body: (stopped: AbortSignal) => Promise<number | void>): Promise<void> => {
  const stopped = stopSignal()
  // A terminal that was closed takes no more words; stopping goes on without it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    process.exitCode = (await body(stopped)) ?? 0
  } catch (error) {
    if (stopped.aborted) {
      say('Interrupted.')
      process.exitCode = stopped.reason as number
      return
    }
    process.stderr.write(`${error instanceof PlainError ? error.message : String((error as Error).stack)}\n`)
    process.exitCode = 1
  }
}
