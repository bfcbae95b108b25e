import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { z } from 'zod'
import { noUsage, type Asking, type LanguageModel, type Question } from '../models/language-model.ts'
import type { FinishedCallRepository } from './finished-call.repository.ts'
import { rememberCalls } from './remember-calls.ts'

const Answer = z.object({ word: z.string() })

const question = (content = 'which word?', extra: Partial<Question<typeof Answer>> = {}): Question<typeof Answer> => ({
  purpose: 'probe',
  promptVersion: 'probe-1',
  messages: [{ role: 'user', content }],
  answer: Answer,
  repairs: 0,
  ...extra,
})

const asking = (extra: Partial<Asking> = {}): Asking => ({
  teamId: 'team_1',
  runId: 'synth_1',
  signal: new AbortController().signal,
  endsAt: null,
  spent: noUsage(),
  ...extra,
})

/** A model that says which of its calls an answer comes from. */
const countingModel = (model = 'counting', fail = false): LanguageModel & { calls: number } => ({
  provider: 'openai',
  model,
  price: null,
  calls: 0,
  async ask({ answer }, { spent }) {
    this.calls += 1
    spent.modelCalls += 1
    spent.inputTokens += 10
    if (fail) throw new AppError('provider_output_invalid', 'No answer')
    return answer.parse({ word: `call ${this.calls}` })
  },
})

const memory = (): FinishedCallRepository => {
  const kept = new Map<
    string,
    { answer: unknown; usage: { inputTokens: number; outputTokens: number; modelCalls: number } }
  >()
  const idOf = ({ teamId, runId, hash }: { teamId: string; runId: string; hash: string }) =>
    `${teamId}/${runId}/${hash}`
  return {
    find: (key) => Promise.resolve(kept.get(idOf(key))),
    keep: (key, call) => Promise.resolve(void (kept.has(idOf(key)) || kept.set(idOf(key), call))),
  }
}

const away: FinishedCallRepository = {
  find: () => Promise.reject(new AppError('store_unavailable', 'away')),
  keep: () => Promise.reject(new AppError('store_unavailable', 'away')),
}

test('the same question of the same run is asked once, and its cost told each time', async () => {
  const model = countingModel()
  const calls = memory()
  const first = asking()
  const second = asking()
  expect(await rememberCalls(model, calls, fakeClock()).ask(question(), first)).toEqual({ word: 'call 1' })
  expect(await rememberCalls(model, calls, fakeClock()).ask(question(), second)).toEqual({ word: 'call 1' })
  expect(model.calls).toBe(1)
  expect(second.spent).toEqual(first.spent)
  expect(first.spent).toEqual({ inputTokens: 10, outputTokens: 0, modelCalls: 1 })
})

test.each([
  ['another run', question(), asking({ runId: 'synth_2' })],
  ['another team', question(), asking({ teamId: 'team_2' })],
  ['other words', question('which other word?'), asking()],
  ['another version of the prompt', question(undefined, { promptVersion: 'probe-2' }), asking()],
])('%s is asked anew', async (_, other, by) => {
  const model = countingModel()
  const remembering = rememberCalls(model, memory(), fakeClock())
  await remembering.ask(question(), asking())
  expect(await remembering.ask(other, by)).toEqual({ word: 'call 2' })
})

test('another model is asked anew', async () => {
  const calls = memory()
  await rememberCalls(countingModel('one'), calls, fakeClock()).ask(question(), asking())
  const other = countingModel('two')
  await rememberCalls(other, calls, fakeClock()).ask(question(), asking())
  expect(other.calls).toBe(1)
})

test('a failed call is not kept, and what it cost is told', async () => {
  const calls = memory()
  const by = asking()
  await expect(rememberCalls(countingModel('m', true), calls, fakeClock()).ask(question(), by)).rejects.toMatchObject({
    code: 'provider_output_invalid',
  })
  expect(by.spent.modelCalls).toBe(1)
  const model = countingModel('m')
  await rememberCalls(model, calls, fakeClock()).ask(question(), asking())
  expect(model.calls).toBe(1)
})

test('what no longer fits the schema is asked anew', async () => {
  const model = countingModel()
  const remembering = rememberCalls(model, memory(), fakeClock())
  await remembering.ask(question(), asking())
  const stricter = { ...question(), answer: z.object({ word: z.literal('call 2') }) }
  expect(await remembering.ask(stricter, asking())).toEqual({ word: 'call 2' })
})

test('a store that is away costs no answer', async () => {
  const model = countingModel()
  expect(await rememberCalls(model, away, fakeClock()).ask(question(), asking())).toEqual({ word: 'call 1' })
})
