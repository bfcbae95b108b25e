import { fakeClock } from '@synthwright/kernel/testing'
import { chain } from '../testing/chain.recipe.ts'
import { principal } from '../testing/people.ts'
import { newRunDocument } from './new-run.ts'
import { playRecipe } from './play-recipe.ts'
import type { Decision } from './recipe.ts'

const fresh = newRunDocument({
  runId: 'synth_1',
  kind: 'artifact.draft',
  principal: principal(),
  commandId: 'cmd',
  requestId: null,
  parentRunId: null,
  project: null,
  about: { goal: null, outputType: null },
  deadlineMs: null,
  traceparent: null,
  now: 0,
  requestBlob: null,
})

const end: Decision = { type: 'end', outcome: { sum: 1 } }
const adding = (last: Decision = end) =>
  chain([2, 1], last, {
    input: async (run, step, task, blobs) => {
      if (step.name === 's0') return { n: await blobs.request<number>(), task: task.key }
      const results = await Promise.all(run.steps[0]!.tasks.map((done) => blobs.result<number>(done)))
      return { n: results.reduce((sum, result) => sum + result, 0) }
    },
  })

it('takes a run through all of its steps, handing results on, and keeps them under the names that store gives', async () => {
  const asked: unknown[] = []
  const perform = async (name: string, input: unknown) => {
    asked.push([name, input])
    const { n } = input as { n: number }
    return { result: n * 10, facts: { n } }
  }
  const played = await playRecipe(adding(), fresh, 3, perform, fakeClock())
  expect(asked).toEqual([
    ['work', { n: 3, task: 't0' }],
    ['work', { n: 3, task: 't1' }],
    ['work', { n: 60 }],
  ])
  expect(played.outcome).toEqual({ sum: 1 })
  expect(played.resultOf('s1')).toBe(600)
  const stored = new Map<string, unknown>()
  const steps = await played.keep(async (name, result) => {
    stored.set(name, result)
    return `blob.${name}`
  })
  expect([...stored]).toEqual([
    ['s0.1.t0', 30],
    ['s0.1.t1', 30],
    ['s1.1.t0', 600],
  ])
  expect(
    steps.map(({ status, tasks }) => [status, ...tasks.map(({ resultBlob, facts }) => [resultBlob, facts])]),
  ).toEqual([
    ['done', ['blob.s0.1.t0', { n: 3 }], ['blob.s0.1.t1', { n: 3 }]],
    ['done', ['blob.s1.1.t0', { n: 60 }]],
  ])
  expect(fresh.steps).toEqual([])
})

it('throws what a task throws, and refuses a run that does not simply end', async () => {
  const failing = () => Promise.reject(new Error('gone'))
  await expect(playRecipe(adding(), fresh, 3, failing, fakeClock())).rejects.toThrow('gone')
  const perform = async () => ({ result: 1, facts: {} })
  const waiting = adding({ type: 'wait', outcome: {} })
  await expect(playRecipe(waiting, fresh, 3, perform, fakeClock())).rejects.toMatchObject({ code: 'internal' })
})
