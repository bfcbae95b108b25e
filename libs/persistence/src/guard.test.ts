import { checkFilter, checkTeam, checkUpdate, isEmptyUpdate, namesOne } from './guard.ts'

describe('checkFilter', () => {
  it.each([
    [{ project: undefined }, 'the filter.project has no value'],
    [{ $or: [{ a: 1 }, { b: undefined }] }, 'the filter.$or[1].b has no value'],
    [{ at: { $gte: undefined } }, 'the filter.at.$gte has no value'],
    [{ _id: { $in: ['a', undefined] } }, 'the filter._id.$in[1] has no value'],
  ])('refuses %j, which would match more than was meant', (filter, message) => {
    expect(() => checkFilter(filter)).toThrow(message)
  })

  it('accepts null, dates and bytes', () => {
    const filter = { a: null, at: { $gt: new Date(0) }, b: Buffer.from('x'), $and: [] }
    expect(checkFilter(filter)).toBe(filter)
  })
})

describe('checkUpdate', () => {
  it('refuses a lost value and a replacement', () => {
    expect(() => checkUpdate({ $set: { a: undefined } })).toThrow('$set.a has no value')
    expect(() => checkUpdate({ a: 1 })).toThrow('made of operators, not of a')
    expect(checkUpdate({ $set: { a: null } })).toEqual({ $set: { a: null } })
  })

  it('knows what changes nothing', () => {
    expect(isEmptyUpdate({ $set: {} })).toBe(true)
    expect(isEmptyUpdate({ $set: {}, $inc: { a: 1 } })).toBe(false)
  })
})

describe('namesOne', () => {
  it('is true for an id alone, not for a choice of them', () => {
    expect([{ _id: 'a', version: 1 }, { _id: { $in: ['a'] } }, {}].map(namesOne)).toEqual([true, false, false])
  })
})

describe('checkTeam', () => {
  it.each([
    ['', {}, 'needs its id'],
    [undefined as unknown as string, {}, 'needs its id'],
    ['a', { filter: { teamId: 'b' } }, 'not part of the filter'],
    ['a', { update: { $set: { teamId: 'b' } } }, 'cannot change its team'],
    ['a', { document: { teamId: 'b' } }, 'belongs to another team'],
  ])('refuses team %j with %j', (team, parts, message) => {
    expect(() => checkTeam(team, parts)).toThrow(message)
  })

  it('accepts a document that names the same team', () => {
    expect(() => checkTeam('a', { document: { teamId: 'a' }, update: { $set: { x: 1 } }, filter: {} })).not.toThrow()
  })
})
