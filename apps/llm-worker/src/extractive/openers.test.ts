import { harksBack, leansBack, pointsElsewhere } from './openers.ts'

test.each([
  'This is refused.',
  'It’s kept for a week.',
  '"They" are workers.',
  'However, a run ends.',
  'And then it stops.',
  'For example, a worker dies.',
  'In that case the run fails.',
  'When it fails, the run goes on.',
  'Most of these are stored.',
  'The latter is cheaper.',
  'The other one waits.',
  'Blocking calls like these are useful at start.',
  'Brokers offer redelivery for this purpose.',
  'For drafts it is extractive.',
  'First, a worker claims.',
  'Only then is the message acknowledged.',
  'Every such protocol has crash points.',
  'Two workers may then hold a result.',
  'Readers therefore see whole writes.',
  'Yes, it does.',
  'To make it faster, an index is kept.',
  'For the moment, omitting it still works.',
])('%s leans back', (sentence) => {
  expect(leansBack(sentence)).toBe(true)
})

test.each([
  'A run is kept for a week.',
  'Ithaca makes boats.',
  'Each section is a task.',
  'There is one worker.',
  'When a worker fails, it is replaced.',
  'Thirty seconds are long.',
  'If a worker dies then its task is queued.',
  'Since then nobody has complained.',
  'Yesterday the office was closed.',
  'In production, runs are kept for this reason and others.',
])('%s stands by itself', (sentence) => {
  expect(leansBack(sentence)).toBe(false)
})

test.each([
  'The table below lists them.',
  'See the guide for more.',
  'The following is a list.',
  'This page tells how.',
  'The following examples use modules.',
])('%s points elsewhere', (sentence) => {
  expect(pointsElsewhere(sentence)).toBe(true)
})

test.each([
  ['The document holds the steps.', 'A run is one document. ', true],
  ['The purpose is trust.', 'A run is one document. ', false],
  ['A document holds the steps.', 'A run is one document. ', false],
  ['The large documents are split.', 'Documents come in two sizes. ', true],
])('%s after %s reads on: %s', (sentence, before, harks) => {
  expect(harksBack(sentence, before)).toBe(harks)
})
