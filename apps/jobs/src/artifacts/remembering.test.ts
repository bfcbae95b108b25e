import type { StepState } from '../engine/run.ts'
import { draftRecipe } from './draft.recipe.ts'
import { keptBy, rememberedIds } from './remembering.ts'
import { verifyRecipe } from './verify.recipe.ts'

const step = (name: string, facts: unknown): StepState =>
  ({ name, round: 1, status: 'done', startedAt: 0, endedAt: 1, tasks: [{ key: name, status: 'done', facts }] }) as never

const passed = { status: 'pass', source_count: 2, gap_count: 0, artifact_id: 'art_1', emptied: [] }
const gappy = { ...passed, status: 'gaps', gap_count: 1 }
const planned = { title: 'T', sections: [] }

describe.each([
  ['a draft', draftRecipe],
  ['a verification', verifyRecipe],
])('what follows the conclusion of %s', (_, recipe) => {
  const after = (facts: unknown, ...asked: string[]) =>
    recipe.next({ steps: [step('plan', planned), step('conclude', facts)], deadlineAt: null, asked })

  it.each([
    ['passes and is to be kept', passed, ['remember'], 'commit'],
    ['passes and is not', passed, [], 'end'],
    ['has gaps', gappy, ['remember'], 'end'],
    ['has gaps that are accepted', gappy, ['remember', 'remember_with_gaps'], 'commit'],
    ['has gaps that would be accepted, were it to be kept', gappy, ['remember_with_gaps'], 'end'],
    ['passes beside a judge', passed, ['judge', 'remember'], 'commit'],
  ])('when it %s', (_case, facts, asked, type) => {
    const decision = after(facts, ...asked)
    expect(decision.type).toBe(type)
    if (decision.type === 'commit')
      expect(decision).toMatchObject({
        then: 'succeeded',
        outcome: { artifact_id: 'art_1', ...rememberedIds('art_1') },
      })
    else expect(decision).not.toHaveProperty('outcome.remembered_memory_id')
  })
})

it('gives a verification no artifact id under which nothing is kept', () => {
  const steps = [step('conclude', gappy)]
  expect(verifyRecipe.next({ steps, deadlineAt: null, asked: ['remember'] })).toMatchObject({
    type: 'end',
    outcome: { artifact_id: null },
  })
})

it('knows nothing as kept before the run has succeeded', () => {
  const outcome = { artifact_id: 'art_1', ...rememberedIds('art_1') }
  for (const status of ['running', 'committing', 'failed', 'cancelled'] as const)
    expect(keptBy({ status, outcome })).toBeUndefined()
  expect(keptBy({ status: 'succeeded', outcome })).toEqual(outcome)
})

it('derives ids that tell artifacts apart', () => {
  const ids = ['art_1', 'art_2'].flatMap((id) => Object.values(rememberedIds(id)))
  expect(new Set(ids).size).toBe(4)
  expect(rememberedIds('art_1')).toEqual(rememberedIds('art_1'))
  expect(ids[0]).toMatch(/^memory_[0-9a-f]{24}$/)
  expect(ids[1]).toMatch(/^src_[0-9a-f]{24}$/)
})
