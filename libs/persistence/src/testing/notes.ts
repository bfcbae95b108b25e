import { collection } from '../index.ts'

/** A document with a field of every kind. */
export interface Note {
  _id: string
  teamId: string
  text: string
  size: number
  done: boolean
  at: Date
  about: { state: string; marks?: { by: string; n: number }[] } | null
  tags: string[]
  bytes: Buffer
  slug?: string
  version: number
}

export const notes = collection<Note>({
  name: 'notes',
  fields: {
    _id: 'string',
    teamId: 'string',
    text: 'string',
    size: 'number',
    done: 'boolean',
    at: 'date',
    about: 'mixed',
    tags: 'strings',
    bytes: 'binary',
    slug: 'string',
    version: 'number',
  },
  indexes: [
    { keys: { teamId: 1, size: -1 }, serves: 'the largest notes of a team' },
    { keys: { teamId: 1, text: 1 }, unique: true, serves: 'one note per text in a team' },
    { keys: { slug: 1 }, unique: true, sparse: true, serves: 'a slug names one note' },
  ],
})

let made = 0

/** A note that is like no other, apart from what is given. */
export const note = (given: Partial<Note> = {}): Omit<Note, 'teamId'> & { teamId?: string } => {
  made += 1
  return {
    _id: `note_${made}`,
    text: `text ${made}`,
    size: made,
    done: false,
    at: new Date(Date.UTC(2026, 0, 1)),
    about: { state: 'new' },
    tags: [],
    bytes: Buffer.from('bytes'),
    version: 1,
    ...given,
  }
}
