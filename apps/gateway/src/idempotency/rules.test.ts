import fc from 'fast-check'
import { playKeys, type KeyedCall, type Schedule, type Variant } from '../testing/key-world.ts'

const call: fc.Arbitrary<KeyedCall> = fc.record({
  user: fc.constantFrom('u1', 'u1', 'u1', 'u2'),
  body: fc.constantFrom('b1', 'b1', 'b1', 'b2'),
  diesAfter: fc.option(fc.nat(7), { freq: 2 }),
  owner: fc.constantFrom('ok', 'ok', 'ok', 'unheard', 'away', 'refuses'),
})
const schedules: fc.Arbitrary<Schedule> = fc.record({
  calls: fc.array(call, { minLength: 2, maxLength: 4 }),
  choices: fc.array(fc.nat(11), { maxLength: 60 }),
})

/** The shortest order of events that was found to go wrong. */
const search = async (variant: Variant, params: fc.Parameters<[Schedule]>): Promise<Schedule | undefined> => {
  const isRight = async (schedule: Schedule) => (await playKeys(schedule, variant)) === undefined
  const { failed, counterexample } = await fc.check(fc.asyncProperty(schedules, isRight), params)
  return failed ? counterexample![0] : undefined
}

it('every key has one effect and one answer, in whatever order things happen', async () => {
  const wrong = await search({}, { numRuns: 2_000 })
  expect(wrong && { ...wrong, because: await playKeys(wrong) }).toBeUndefined()
})

/** Each takes one rule out. Without it some order of events goes wrong, and with it the same order does not. */
const without: Record<string, Variant> = {
  'whoever takes over a lapsed lease uses the command that was drawn once': {
    records: (records, _call, nowMs) => ({
      ...records,
      find: async (teamId, id) => {
        const found = await records.find(teamId, id)
        return found && found.leaseUntil.getTime() <= nowMs() ? { ...found, commandId: `of ${nowMs()}` } : found
      },
    }),
  },
  'a command is drawn at random, not made from the key': {
    records: (records) => ({
      ...records,
      insert: (record) => records.insert(Object.assign(record, { commandId: 'hash of k' })),
    }),
  },
  'the hash of the request is compared on take-over too': {
    records: (records, { body }, nowMs) => ({
      ...records,
      find: async (teamId, id) => {
        const found = await records.find(teamId, id)
        const lapsed = found?.status === null && found.leaseUntil.getTime() <= nowMs()
        return found && lapsed ? { ...found, requestHash: body } : found
      },
    }),
  },
  'the owner makes one effect of a command': { ownerForgets: true },
  'the first stored answer wins': {
    records: (records) => ({
      ...records,
      keep: async (held, answer, expiresAt) => {
        const stored = await records.find(held.teamId, held._id)
        if (stored) await records.forget(stored)
        await records.insert({ ...stored!, ...answer, expiresAt })
        return true
      },
    }),
  },
  'an answer is stored before it is sent': {
    records: (records) => ({
      ...records,
      keep: async (...answer) => {
        void records.keep(...answer)
        return true
      },
    }),
  },
  'the stored answer is what everyone is sent': {
    records: (records) => ({ ...records, keep: async (...answer) => (await records.keep(...answer)) || true }),
  },
  'a record is kept after an unknown outcome': { releases: true },
}

it.each(Object.entries(without))('%s', async (_, variant) => {
  const wrong = await search(variant, { numRuns: 10_000, seed: 1 })
  expect(await playKeys(wrong!, variant)).toEqual(expect.any(String))
  expect(await playKeys(wrong!)).toBeUndefined()
})
