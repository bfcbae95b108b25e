import { runStart } from '../../testing/starts.ts'
import { newRunDocument } from '../new-run.ts'
import type { RunDecision, RunDocument } from '../run.ts'
import { shownAsApplied } from './apply-decision.ts'

const run = (given: Partial<RunDocument>): RunDocument => ({
  ...newRunDocument({ ...runStart(), now: 0, requestBlob: null }),
  ...given,
})
const decision = (verdict: RunDecision['verdict']) => ({ id: 'd1', verdict }) as RunDecision
const activation = { decisionId: 'd1' }

it.each([
  [
    'a decision in the middle that has taken effect',
    run({ status: 'deciding', decision: decision('apply') }),
    activation,
    true,
  ],
  ['a decision in the middle that has not', run({ status: 'deciding', decision: decision('apply') }), null, false],
  ['a run that was applied', run({ status: 'succeeded', decision: decision('apply') }), activation, true],
  ['a run that was rejected', run({ status: 'succeeded', decision: decision('reject') }), null, false],
  ['a run that waits', run({ status: 'waiting' }), null, false],
])('whether readers are shown that the result was applied: %s', (_what, of, found, shown) => {
  expect(shownAsApplied(of, { activation: found })).toBe(shown)
})
