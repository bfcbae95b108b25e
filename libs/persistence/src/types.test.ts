import { collection, type Filter, type SystemRepository, type TeamRepository } from './index.ts'

interface Note {
  _id: string
  teamId: string
  text: string
  size: number
  tags: string[]
  at: Date
  project: string | null
  about: { state: string }
  lock?: string
}

// Checked by the compiler: none of this runs. A line that should be refused and is not fails the type check.
const compiled = async (notes: TeamRepository<Note>, all: SystemRepository<Note>) => {
  await notes.find('t', { _id: 'a', size: { $gt: 3 }, tags: 'x', at: { $lte: new Date() }, lock: null })
  await notes.find('t', { 'about.state': 'new', $or: [{ project: null }, { tags: { $in: ['a', 'b'] } }] })
  await notes.update('t', { _id: 'a' }, { $set: { text: 'b', 'about.state': 'old' }, $inc: { size: 1 } })
  await notes.update('t', {}, { $push: { tags: { $each: ['a'], $slice: -200 } }, $unset: { lock: '' } })
  await notes.insert('t', {
    _id: 'a',
    text: '',
    size: 0,
    tags: [],
    at: new Date(),
    project: null,
    about: { state: '' },
  })

  // @ts-expect-error the team is an argument, not part of the filter
  await notes.find('t', { teamId: 'other' })
  const held = { teamId: 'other', size: 1 }
  // @ts-expect-error also when the filter is not a literal
  await notes.find('t', held)
  // @ts-expect-error nor inside $or
  await notes.find('t', { $or: [{ teamId: 'other' }] })
  // @ts-expect-error a query without its team
  await notes.find({ _id: 'a' })
  // @ts-expect-error a document cannot be handed to another team
  await notes.update('t', { _id: 'a' }, { $set: { teamId: 'other' } })
  // @ts-expect-error the id never changes
  await notes.update('t', { _id: 'a' }, { $set: { _id: 'b' } })
  // @ts-expect-error no such field
  await notes.find('t', { nope: 1 })
  // @ts-expect-error not a number
  await notes.find('t', { size: { $gt: '3' } })
  // @ts-expect-error not an operator of ours
  await notes.find('t', { $where: 'true' })
  // @ts-expect-error an update is made of operators
  await notes.update('t', { _id: 'a' }, { text: 'b' })
  // @ts-expect-error a field is missing
  await notes.insert('t', { _id: 'a', text: '' })

  const [part] = await notes.find('t', {}, { fields: ['text'] })
  const text: string | undefined = part?.text
  // @ts-expect-error not asked for
  const size = part?.size
  const whole: Note | undefined = await notes.findOne('t', {})
  await all.find({ teamId: 't' })
  return { text, size, whole }
}

const declared = { _id: 'string', teamId: 'string', text: 'string', size: 'number', tags: 'strings' } as const
const rest = { at: 'date', project: 'string', about: 'mixed', lock: 'string' } as const

describe('the types of persistence', () => {
  it('refuse a collection whose kinds do not fit its documents', () => {
    const good = collection<Note>({ name: 'notes', fields: { ...declared, ...rest }, indexes: [] })
    expect(Object.keys(good.fields)).toHaveLength(9)
    // @ts-expect-error a number is no date
    collection<Note>({ name: 'notes', fields: { ...declared, ...rest, size: 'date' }, indexes: [] })
    // @ts-expect-error a field without a kind
    collection<Note>({ name: 'notes', fields: declared, indexes: [] })
  })

  it('hold for the lines above', () => {
    const filter: Filter<Note> = { teamId: 't' }
    expect([typeof compiled, filter]).toEqual(['function', { teamId: 't' }])
  })
})
