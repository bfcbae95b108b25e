/**
 * Aborts when this process is asked to end: by a signal, or because the bootstrap that runs it is gone. The second time
 * it is asked it ends at once.
 */
export const stopSignal = (): AbortSignal => {
  const controller = new AbortController()
  const ask = (number: number) => () => {
    if (controller.signal.aborted) process.exit(128 + number)
    controller.abort(128 + number)
  }
  process.on('SIGINT', ask(2)).on('SIGTERM', ask(15)).on('SIGHUP', ask(1))
  process.once('disconnect', ask(1))
  // Listening for 'disconnect' would keep a finished script alive.
  process.channel?.unref()
  return controller.signal
}
