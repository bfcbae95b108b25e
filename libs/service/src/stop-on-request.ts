import { log } from '@synthwright/telemetry'
import type { Runtime } from './runtime.ts'

/** Ctrl-C reaches a whole process group, and its supervisor then asks again: both within this time are one request. */
const sameRequestMs = 500

/**
 * Stops the service at SIGTERM, SIGINT or the loss of the IPC channel to its parent, and ends the process: with 0, or
 * with 1 when `graceMs` pass before, when something could not be stopped, or at a second signal.
 */
export const stopOnRequest = (runtime: Runtime, telemetry: { stop(): Promise<void> }, graceMs: number): void => {
  let askedAt = 0

  const end = async () => {
    await runtime.stop()
    log.info('Stopped')
    await telemetry.stop()
  }

  const stop = (why: string): void => {
    askedAt = Date.now()
    log.info('Stopping', { why })
    setTimeout(() => {
      log.error('The service did not stop in time', { graceMs })
      process.exit(1)
    }, graceMs)
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('The service could not stop cleanly', { error })
        process.exit(1)
      },
    )
  }

  const onSignal = (signal: NodeJS.Signals): void => {
    if (!runtime.stopping) return stop(signal)
    if (Date.now() - askedAt < sameRequestMs) return
    log.warn('Stopped at once', { why: signal })
    process.exit(1)
  }

  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  process.on('disconnect', () => {
    if (!runtime.stopping) stop('the parent process is gone')
  })
}
