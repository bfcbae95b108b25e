import { AppError } from '@synthwright/kernel'
import { inspect } from 'node:util'
import { storeError, tellsOutcome } from './store-error.ts'

const unsent = { started: 0, told: 0, writes: true }
const unanswered = { started: 1, told: 0, writes: true }
const refused = { started: 1, told: 1, writes: true }

const driverError = (name: string, fields: object = {}, message = 'no') =>
  Object.assign(new Error(message), { name, ...fields })

describe('storeError', () => {
  it('names the index of a duplicate and keeps the values out', () => {
    const message =
      'E11000 duplicate key error collection: db.users index: teamId_1_email_1 dup key: { email: "a@b.c" }'
    const error = storeError(driverError('MongoServerError', { code: 11_000 }, message), 'users.insert', refused)
    expect(error).toMatchObject({ code: 'already_exists', details: { index: 'teamId_1_email_1' } })
    expect(`${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`).not.toContain('a@b.c')
  })

  it('falls back to the pattern of the keys', () => {
    const error = driverError('MongoServerError', { code: 11_000, keyPattern: { teamId: 1, name: 1 } }, 'duplicate')
    expect(storeError(error, 'x.insert', refused).details).toEqual({ index: 'teamId_name' })
  })

  const reply = (code: number, fields: object = {}) => driverError('any', { code, errorResponse: { ok: 0 }, ...fields })
  const ofDriver = driverError('any', { hasErrorLabel: () => false })
  const labelled = (label: string) => ({ hasErrorLabel: (asked: string) => asked === label })
  const codeOf = (thrown: unknown, progress: typeof unsent) => storeError(thrown, 'runs.insert', progress).code

  it.each<[string, Error]>([
    ['that the driver gave up', ofDriver],
    ['of the system', driverError('Error', { code: 'EPIPE' }, 'This socket has been ended by the other party')],
    ['without a server to send it to', driverError('any', { reason: {} })],
  ])('a write %s before it was sent may be repeated; sent, nobody knows; a read may be repeated', (_, thrown) => {
    expect(storeError(thrown, 'runs.insert', unsent)).toMatchObject({
      code: 'store_unavailable',
      retryAfterMs: 1_000,
      cause: { name: thrown.name, message: thrown.message, stack: thrown.stack },
    })
    expect(codeOf(thrown, unanswered)).toBe('outcome_unknown')
    expect(codeOf(thrown, { ...unanswered, writes: false })).toBe('store_unavailable')
  })

  it('a repetition that is told leaves the first command untold', () => {
    expect(codeOf(reply(10_107), { started: 2, told: 1, writes: true })).toBe('outcome_unknown')
    expect(codeOf(ofDriver, { started: 2, told: 1, writes: true })).toBe('outcome_unknown')
  })

  it.each([10_107, 13_435])('a server that turns away with %i has done nothing', (code) => {
    expect(tellsOutcome(reply(code))).toBe(true)
    expect(codeOf(reply(code), refused)).toBe('store_unavailable')
    expect(codeOf(reply(91, labelled('NoWritesPerformed')), refused)).toBe('store_unavailable')
  })

  it.each<[string, Error]>([
    ['a time limit', reply(50)],
    ['its end', reply(91)],
    ['an election', reply(11_602)],
    ['a fault of its own', reply(8)],
    ['what may be retried', reply(4_711, labelled('RetryableWriteError'))],
  ])('a server that gives up because of %s may have done it', (_, thrown) => {
    expect(tellsOutcome(thrown)).toBe(false)
    expect(codeOf(thrown, unanswered)).toBe('outcome_unknown')
  })

  it.each([{ result: { writeConcernError: {} } }, { result: { getWriteConcernError: () => ({}) } }])(
    'a write that too few servers have is neither done nor refused: %o',
    (fields) => expect(codeOf(reply(64, fields), refused)).toBe('outcome_unknown'),
  )

  it('looks into a bulk write for why it failed', () => {
    const bulk = driverError('MongoBulkWriteError', { errorResponse: ofDriver })
    expect(codeOf(bulk, unanswered)).toBe('outcome_unknown')
    expect(codeOf(bulk, unsent)).toBe('store_unavailable')
  })

  it('a line of ours that fails before anything was sent is a fault', () => {
    expect(codeOf(new TypeError('x is not a function'), unsent)).toBe('internal')
    expect(codeOf(new TypeError('x is not a function'), unanswered)).toBe('outcome_unknown')
  })

  it('passes on the fields of a refused value, not the value', () => {
    const cast = driverError('CastError', { path: 'size', kind: 'Number' }, 'Cast to Number failed for "hunter2"')
    const invalid = driverError('ValidationError', { errors: { size: cast } }, 'size: hunter2')
    for (const thrown of [cast, invalid]) {
      const error = storeError(thrown, 'runs.insert', unsent)
      expect(error.message).toBe('runs.insert was refused because of size (Number)')
      expect(error.cause).toBeUndefined()
    }
  })

  it('passes on no documents that hang on an error', () => {
    const bulk = driverError('MongoBulkWriteError', { code: 121, insertedDocs: [{ text: 'hunter2' }] })
    expect(inspect(storeError(bulk, 'x.insertMany', refused), { depth: null })).not.toContain('hunter2')
  })

  it('leaves what the server refuses internal, with its cause', () => {
    const thrown = driverError('MongoServerError', { code: 2, errorResponse: { ok: 0 } })
    const error = storeError(thrown, 'runs.find', refused)
    expect(error).toMatchObject({ code: 'internal', cause: { code: 2, message: 'no', stack: thrown.stack } })
    const ours = new AppError('revision_conflict', 'x')
    expect(storeError(ours, 'runs.find', refused)).toBe(ours)
  })
})
