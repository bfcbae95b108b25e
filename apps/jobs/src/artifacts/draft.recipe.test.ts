import { draftRecipe } from './draft.recipe.ts'
import type { Decision } from '../engine/recipe.ts'
import type { StepState, TaskState } from '../engine/run.ts'

const stepsFrom = (decision: Decision, facts: unknown): StepState => {
  if (decision.type !== 'step') throw new Error(`a ${decision.type} is no step`)
  const { name, round, tasks } = decision
  const done = tasks.map(({ key }) => ({ key, status: 'done', facts }) as unknown as TaskState)
  return { name, round, status: 'done', startedAt: 0, endedAt: 1, tasks: done }
}

/** Plays a draft whose steps end with the given facts, and tells the steps it took. */
const play = (script: Record<string, unknown>, asked: string[] = []): { path: string[]; end: Decision } => {
  const steps: StepState[] = []
  const path: string[] = []
  for (let n = 0; n < 30; n += 1) {
    const decision = draftRecipe.next({ steps, deadlineAt: null, asked })
    if (decision.type !== 'step') return { path, end: decision }
    const label = `${decision.name}${decision.round}`
    path.push(decision.name === 'draft' ? `${label}(${decision.tasks.map(({ key }) => key).join()})` : label)
    steps.push(stepsFrom(decision, script[label] ?? {}))
  }
  throw new Error('the draft does not end')
}

const plan1 = {
  title: 'T',
  sections: [
    { id: 'sec_1', empty: false },
    { id: 'sec_2', empty: true },
    { id: 'sec_3', empty: false },
  ],
}
const clean = { refusedSections: [], hardFlags: 0 }
const passed = { status: 'pass', source_count: 2, gap_count: 0, artifact_id: 'art_1', emptied: [] }

it('plans, drafts the sections that have sources, checks and concludes', () => {
  const { path, end } = play({ plan1, check1: clean, conclude1: passed })
  expect(path).toEqual(['plan1', 'draft1(sec_1,sec_3)', 'evidence1', 'check1', 'conclude1'])
  const outcome = { title: 'T', status: 'pass', source_count: 2, gap_count: 0, artifact_id: 'art_1' }
  expect(end).toEqual({ type: 'end', outcome })
})

it('asks nobody to write when no section has sources', () => {
  const nothing = { ...plan1, sections: [{ id: 'sec_1', empty: true }] }
  const { path } = play({ plan1: nothing, check1: clean, conclude1: passed })
  expect(path).toEqual(['plan1', 'evidence1', 'check1', 'conclude1'])
})

it('writes refused sections once more, and once only', () => {
  const refused = { refusedSections: ['sec_3'], hardFlags: 1 }
  const { path } = play({ plan1, check1: refused, check2: refused, conclude2: passed })
  expect(path).toEqual([
    'plan1',
    'draft1(sec_1,sec_3)',
    'evidence1',
    'check1',
    'draft2(sec_3)',
    'evidence2',
    'check2',
    'conclude2',
  ])
})

it('writes a section that was left empty once more, and then settles whatever came of it', () => {
  const refused = { refusedSections: ['sec_3'], hardFlags: 1 }
  const emptied = { ...passed, emptied: ['sec_3'] }
  const { path } = play({
    plan1,
    check1: refused,
    check2: refused,
    conclude2: emptied,
    check3: refused,
    conclude3: emptied,
  })
  expect(path.slice(4)).toEqual([
    'draft2(sec_3)',
    'evidence2',
    'check2',
    'conclude2',
    'draft3(sec_3)',
    'evidence3',
    'check3',
    'conclude3',
  ])
})

describe('a judge', () => {
  const doubtful = { ...clean, undecided: 120 }

  it('is asked about what a check left undecided, fifty claims a task, before the conclusion', () => {
    const steps: StepState[] = []
    for (const facts of [plan1, {}, {}, doubtful]) {
      const run = { steps, deadlineAt: null, asked: ['judge'] }
      steps.push(stepsFrom(draftRecipe.next(run), facts))
    }
    const decision = draftRecipe.next({ steps, deadlineAt: null, asked: ['judge'] })
    expect(decision).toMatchObject({ type: 'step', name: 'judge', round: 1 })
    const tasks = decision.type === 'step' ? decision.tasks : []
    expect(tasks.map(({ key, dispensable }) => [key, dispensable])).toEqual([
      ['judge_0', true],
      ['judge_1', true],
      ['judge_2', true],
    ])
  })

  it.each([
    ['asked for', doubtful, ['judge'], true],
    ['not asked for', doubtful, [], false],
    ['left with nothing undecided', clean, ['judge'], false],
  ])('%s', (_, check1, asked, takesPart) => {
    const { path } = play({ plan1, check1, conclude1: passed }, asked)
    expect(path.includes('judge1')).toBe(takesPart)
    expect(path.at(-1)).toBe('conclude1')
  })

  it('is asked only about the last writing', () => {
    const refused = { refusedSections: ['sec_3'], hardFlags: 1, undecided: 1 }
    const { path } = play({ plan1, check1: refused, check2: refused, conclude2: passed }, ['judge'])
    expect(path.slice(3)).toEqual(['check1', 'draft2(sec_3)', 'evidence2', 'check2', 'judge2', 'conclude2'])
  })
})
