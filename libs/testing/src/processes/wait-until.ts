/**
 * Asks again and again until the answer is truthy, and returns it.
 * @param what what is awaited, for the message of the error
 * @throws Error after `timeoutMs`, with the last error of `look` as cause
 */
export const waitUntil = async <T>(
  look: () => T | Promise<T>,
  {
    timeoutMs = 5_000,
    everyMs = 10,
    what = 'the condition',
  }: { timeoutMs?: number; everyMs?: number; what?: string | (() => string) } = {},
): Promise<NonNullable<T>> => {
  const endsAt = Date.now() + timeoutMs
  let cause: unknown
  for (;;) {
    try {
      const found = await look()
      if (found) return found
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (Date.now() >= endsAt) {
      const awaited = typeof what === 'string' ? what : what()
      throw new Error(`Waited ${timeoutMs} ms in vain for ${awaited}`, { cause })
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
