import { readerClass } from './reader-class.ts'

it.each([
  ['new contributors', 'newcomer'],
  ['Newcomers', 'newcomer'],
  ['the board and executives', 'executive'],
  ['compliance auditors', 'auditor'],
  ['new auditors', 'newcomer'],
  ['backend engineers', 'practitioner'],
  ['renewal boards', 'practitioner'],
  [null, 'practitioner'],
])('%s: %s', (audience, reader) => expect(readerClass(audience)).toBe(reader))
