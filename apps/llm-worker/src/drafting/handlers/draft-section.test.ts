import { draftSection } from '@synthwright/contracts'
import { input } from '../../testing/material.ts'
import { draftSectionHandler } from './draft-section.ts'

const context = {
  principal: {} as never,
  signal: new AbortController().signal,
  attempt: 1,
  teamId: 'team_1',
  runId: 'synth_1',
  step: 'draft',
  round: 1,
  task: 'sec_1',
  deadlineAt: null,
  progress: () => {},
}

test('hands in what the contract asks for', async () => {
  const { work, contract } = draftSectionHandler(null)
  const { result, facts, usage } = await work(input(), context)
  const drafted = draftSection.result.parse(result)
  expect(contract).toBe(draftSection)
  expect(draftSection.facts.parse(facts)).toEqual({
    section_id: 'sec_1',
    sentences: drafted.sentences.length,
    draft_mode: 'extractive',
  })
  expect(usage).toEqual(drafted.usage)
  expect(usage).toMatchObject({ inputTokens: 0, outputTokens: 0, modelCalls: 0, costUsd: 0 })
})
