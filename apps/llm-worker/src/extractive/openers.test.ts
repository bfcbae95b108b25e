import { leansBack, pointsElsewhere } from './openers.ts'

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
  'In production, runs are kept for this reason and others.',
])('%s stands by itself', (sentence) => {
  expect(leansBack(sentence)).toBe(false)
})

test.each([
  'The table below lists them.',
  'See the guide for more.',
  'The following is a list.',
  'This page tells how.',
])('%s points elsewhere', (sentence) => {
  expect(pointsElsewhere(sentence)).toBe(true)
})
