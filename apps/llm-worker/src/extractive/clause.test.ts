import { withCapital } from './capital.ts'
import { trimmedAtClause } from './clause.ts'

test.each([
  [
    'The store keeps every document in one place; the index of a team lives in memory.',
    'The store keeps every document in one place.',
  ],
  [
    'A single queue held up all the other harbours, because one of them was slow for weeks.',
    'A single queue held up all the other harbours.',
  ],
  [
    'When a worker dies, its task is queued for another one, so that nothing is lost.',
    'When a worker dies, its task is queued for another one.',
  ],
])('%s', (sentence, text) => {
  expect(trimmedAtClause(sentence, 12)).toEqual({ text, length: text.length - 1 })
})

test.each([
  ['a condition', 'A copy of a declaration is refused by the office, unless the master has signed it with both hands.'],
  [
    'a clause in the middle',
    'Documents that arrive late in the evening, which happens often enough, are read in the morning.',
  ],
  [
    'what a subordinate clause hangs on',
    'Since a harbour that has lost its connection cannot send, so the office waits for the day.',
  ],
  [
    'what is too long even so',
    'The office of the harbour keeps every one of the papers of each voyage in one place, because it must.',
  ],
])('%s is not cut off', (_, sentence) => {
  expect(trimmedAtClause(sentence, 12)).toBeNull()
})

test.each([
  ['ok so the importer is slow.', 'Ok so the importer is slow.'],
  ['the office opens at six.', 'The office opens at six.'],
  ['npm runs the script.', 'npm runs the script.'],
  ['nats-server keeps the messages.', 'nats-server keeps the messages.'],
  ['`npm` runs the script.', '`npm` runs the script.'],
  ['run_id is kept.', 'run_id is kept.'],
])('%s', (written, text) => {
  expect(withCapital(written)).toBe(text)
})
