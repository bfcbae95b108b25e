import { isStatement } from './sentence-quality.ts'

test.each([
  'A worker that dies loses its lease.',
  'The hooks that access the engine are different.',
  'Everything that is stored is kept.',
  '👩‍👩‍👧 families keep their emoji.',
  'Three things are stored: the run, its blobs and its history.',
  'The tests pass.',
  'The hooks that may be used are few.',
])('%s is a statement', (text) => {
  expect(isStatement(text)).toBe(true)
})

test.each([
  'A class that wraps a handle, protecting it from harm.',
  'Some changes to signatures that may be used by plugins.',
  'Alarm for full disks.',
  'Returns the number of rows.',
  'Status: accepted.',
  'See the guide for more.',
  'The office keeps (as it says the manifest.',
  'Who pays?',
])('%s is none', (text) => {
  expect(isStatement(text)).toBe(false)
})
