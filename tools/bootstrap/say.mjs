/** A failure whose message is meant for the person at the terminal: one plain sentence, no stack. */
export class PlainError extends Error {}

/** @param {number} ms */
export const duration = (ms) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`)

const clearLine = '\r\u001b[2K'

/** One line of calm output. */
export const say = (line, out = process.stdout) => out.write(`${line}\n`)

/**
 * Runs a step and says what it did in one line. On a terminal a running line with the seconds stands there meanwhile.
 * @template T
 * @param {string} doing what is said while it runs, e.g. `Installing dependencies`
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} done what is said afterwards, the time is added
 * @returns {Promise<T>}
 */
export const step = async (doing, work, done, out = process.stdout) => {
  const startedAt = Date.now()
  const draw = () => out.write(`${clearLine}${doing} … ${Math.round((Date.now() - startedAt) / 1_000)} s`)
  const timer = out.isTTY ? setInterval(draw, 1_000) : undefined
  if (out.isTTY) draw()
  try {
    const result = await work()
    if (out.isTTY) out.write(clearLine)
    say(`${done(result)} (${duration(Date.now() - startedAt)})`, out)
    return result
  } catch (error) {
    if (out.isTTY) out.write(clearLine)
    throw error
  } finally {
    clearInterval(timer)
  }
}
