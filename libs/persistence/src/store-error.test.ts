import { AppError } from '@synthwright/kernel'
import { inspect } from 'node:util'
import { storeError } from './store-error.ts'

const driverError = (name: string, fields: object = {}, message = 'no') =>
  Object.assign(new Error(message), { name, ...fields })

describe('storeError', () => {
  it('names the index of a duplicate and keeps the values out', () => {
    const message =
      'E11000 duplicate key error collection: db.users index: teamId_1_email_1 dup key: { email: "a@b.c" }'
    const error = storeError(driverError('MongoServerError', { code: 11_000 }, message), 'users.insert')
    expect(error).toMatchObject({ code: 'already_exists', details: { index: 'teamId_1_email_1' } })
    expect(`${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`).not.toContain('a@b.c')
  })

  it('falls back to the pattern of the keys', () => {
    const error = driverError('MongoServerError', { code: 11_000, keyPattern: { teamId: 1, name: 1 } }, 'duplicate')
    expect(storeError(error, 'x.insert').details).toEqual({ index: 'teamId_name' })
  })

  it.each<[string, object]>([
    ['MongoServerSelectionError', {}],
    ['MongooseServerSelectionError', {}],
    ['MongoNetworkTimeoutError', {}],
    ['MongoPoolClearedError', {}],
    ['MongoWaitQueueTimeoutError', {}],
    ['MongoServerError', { code: 10_107 }],
    ['MongoServerError', { code: 50 }],
    ['MongoServerError', { hasErrorLabel: (label: string) => label === 'RetryableWriteError' }],
  ])('takes %s %o for a store that is away', (name, fields) => {
    const thrown = driverError(name, fields)
    const error = storeError(thrown, 'runs.find')
    expect(error).toMatchObject({ code: 'store_unavailable', kind: 'unavailable', retryAfterMs: 1_000 })
    expect(error.cause).toMatchObject({ name, message: 'no', stack: thrown.stack })
  })

  it('looks into a bulk write for why it failed', () => {
    const errorResponse = driverError('MongoNetworkError')
    expect(storeError(driverError('MongoBulkWriteError', { errorResponse }), 'x.insert').code).toBe('store_unavailable')
  })

  it('passes on the fields of a refused value, not the value', () => {
    const cast = driverError('CastError', { path: 'size', kind: 'Number' }, 'Cast to Number failed for "hunter2"')
    const invalid = driverError('ValidationError', { errors: { size: cast } }, 'size: hunter2')
    for (const thrown of [cast, invalid]) {
      const error = storeError(thrown, 'runs.insert')
      expect(error.message).toBe('runs.insert was refused because of size (Number)')
      expect(error.cause).toBeUndefined()
    }
  })

  it('passes on no documents that hang on an error', () => {
    const bulk = driverError('MongoBulkWriteError', { code: 121, insertedDocs: [{ text: 'hunter2' }] })
    expect(inspect(storeError(bulk, 'x.insertMany'), { depth: null })).not.toContain('hunter2')
  })

  it('leaves what it does not know internal, with its cause', () => {
    const thrown = driverError('MongoServerError', { code: 2, errorResponse: { ok: 0 } })
    const error = storeError(thrown, 'runs.find')
    expect(error).toMatchObject({ code: 'internal', cause: { code: 2, message: 'no', stack: thrown.stack } })
    const ours = new AppError('revision_conflict', 'x')
    expect(storeError(ours, 'runs.find')).toBe(ours)
  })
})
