const longMs = 10

/**
 * Does one stage of work that cannot be interrupted. After one that took long everybody else has a turn of the event
 * loop before the caller goes on, so that the stages of a large message never stand in the way of others as one.
 */
export const stage = async <T>(work: () => T): Promise<T> => {
  const startedAt = performance.now()
  const done = work()
  if (performance.now() - startedAt > longMs) await new Promise<void>((done) => setImmediate(done))
  return done
}
