import { documentChecker } from './check-document.ts'
import { note, notes } from './testing/notes.ts'

const check = documentChecker(notes)
const whole = { ...note({ _id: 'x' }), teamId: 'a' }

it('hands on what is declared, absent and null fields included', () => {
  for (const document of [whole, { ...whole, slug: undefined }, { ...whole, about: null, text: null }, { _id: 'x' }])
    expect(check(document, 'notes.insert')).toBe(document)
})

it.each<[object, string[]]>([
  [{ surprise: 1 }, ['surprise (not declared)']],
  [{ _id: undefined }, ['_id (required)']],
  [{ _id: null }, ['_id (String)']],
  [{ _id: 7 }, ['_id (String)']],
  [{ text: 1 }, ['text (String)']],
  [{ size: '1' }, ['size (Number)']],
  [{ size: NaN }, ['size (Number)']],
  [{ done: 0 }, ['done (Boolean)']],
  [{ at: 'today' }, ['at (Date)']],
  [{ at: new Date(NaN) }, ['at (Date)']],
  [{ tags: 'a' }, ['tags ([String])']],
  [{ tags: ['a', 1] }, ['tags ([String])']],
  [{ bytes: 'a' }, ['bytes (Buffer)']],
  [{ size: 'hunter2', done: 'hunter2' }, ['size (Number)', 'done (Boolean)']],
])('refuses %j without repeating a value', (over, fields) => {
  const refused = () => check({ ...whole, ...over }, 'notes.insert')
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'internal',
      message: `notes.insert was refused because of ${fields.join(', ')}`,
      details: { fields },
    }),
  )
})
