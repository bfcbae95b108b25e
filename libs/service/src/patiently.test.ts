import { AppError } from '@synthwright/kernel'
import { patiently } from './patiently.ts'

const away = () => new AppError('store_unavailable', 'away')

/** Fails with each of the errors in turn, then answers how often it was asked. */
const failing = (...errors: Error[]) => {
  let calls = 0
  return () => {
    const error = errors[calls++]
    return error ? Promise.reject(error) : Promise.resolve(calls)
  }
}

const quick = { baseMs: 1 }

describe('patiently', () => {
  it('tries again while the dependency is away', async () => {
    expect(await patiently('The store', failing(away(), away()), quick)).toBe(3)
  })

  it('does not try again what another try cannot help', async () => {
    const refused = new AppError('internal', 'no such user')
    await expect(patiently('The store', failing(refused), quick)).rejects.toBe(refused)
  })

  it('gives up with the last error when its patience ends', async () => {
    const error = away()
    const attempt = () => Promise.reject(error)
    await expect(patiently('The store', attempt, { ...quick, patienceMs: 50 })).rejects.toBe(error)
  })

  it('stops waiting when told to', async () => {
    const stop = new AbortController()
    const attempt = () => {
      setImmediate(() => stop.abort(new Error('enough')))
      return Promise.reject(away())
    }
    const waiting = patiently('The store', attempt, { baseMs: 3_000, signal: stop.signal })
    await expect(waiting).rejects.toThrow('enough')
  })
})
