import { outcomeOf, type JestReport } from './jest-layer.ts'

const report = (over: Partial<JestReport>): JestReport => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  success: true,
  ...over,
})

it('counts tests', () => {
  const counts = report({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 })
  expect(outcomeOf(counts, 1, 'said')).toEqual({ passed: 7, failed: 2, skipped: 2, output: 'said' })
})

it('counts a file that did not get as far as its tests as one failure', () =>
  expect(outcomeOf(report({ numPassedTests: 7, numRuntimeErrorTestSuites: 1 }), 1, '')).toMatchObject({
    passed: 7,
    failed: 1,
  }))

it('never passes a run that ended badly', () => {
  expect(outcomeOf(report({ numPassedTests: 7 }), 1, '')).toMatchObject({ failed: 1 })
  expect(outcomeOf(undefined, 0, '')).toMatchObject({ passed: 0, failed: 1 })
})
