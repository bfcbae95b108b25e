import type { Principal } from '@synthwright/contracts'
import { createHiddenCounts } from './hidden-counts.ts'

const bob = { teamId: 't', userId: 'bob' } as Principal
const eve = { teamId: 't', userId: 'eve' } as Principal
const hiding = (run_id: string) => ({ run_id, source_packs: [{ hidden_count: 0 }, { hidden_count: 1 }] })

it('refuses who was told too often, by how long they have to wait, and nobody else', () => {
  const counts = createHiddenCounts(2)
  for (let n = 0; n < 2; n++) {
    counts.assertMayAsk(bob)
    counts.tell(bob, hiding(`run_${n}`))
  }
  expect(() => counts.assertMayAsk(bob)).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfterMs: expect.any(Number) }),
  )
  expect(() => counts.assertMayAsk(eve)).not.toThrow()
})

it('tells nobody too much who asked for all of it before they were told of the first', () => {
  const counts = createHiddenCounts(2)
  for (let n = 0; n < 5; n++) counts.assertMayAsk(bob)
  for (let n = 0; n < 2; n++) counts.tell(bob, hiding(`run_${n}`))
  for (let n = 0; n < 2; n++)
    expect(() => counts.tell(bob, hiding('run_2'))).toThrow(expect.objectContaining({ code: 'rate_limited' }))
  expect(() => counts.tell(bob, hiding('run_0'))).not.toThrow()
  expect(() => counts.tell(bob, { run_id: 'run_3' })).not.toThrow()
})

it('counts no answer that tells of nothing hidden', () => {
  const counts = createHiddenCounts(1)
  for (let n = 0; n < 5; n++) counts.tell(bob, { run_id: `run_${n}`, source_packs: [{ hidden_count: 0 }] })
  expect(() => counts.assertMayAsk(bob)).not.toThrow()
})

it('sets no bound where none is configured', () => {
  const counts = createHiddenCounts(null)
  for (let n = 0; n < 500; n++) counts.tell(bob, hiding(`run_${n}`))
  expect(() => counts.assertMayAsk(bob)).not.toThrow()
})

it('counts a run once, however often it is read', () => {
  const counts = createHiddenCounts(2)
  for (let n = 0; n < 5; n++) counts.tell(bob, hiding('run_1'))
  expect(() => counts.assertMayAsk(bob)).not.toThrow()
})
