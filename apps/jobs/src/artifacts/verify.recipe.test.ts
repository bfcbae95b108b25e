import type { BlobReader } from '../engine/blob-reader.ts'
import type { RunDocument, StepState, TaskState } from '../engine/run.ts'
import { verifyRecipe } from './verify.recipe.ts'

const evidence = {
  claims: [{ index: 0, section_id: null, start: 0, end: 16, text: 'The lease holds.', citations: [] }],
  sources: [{ id: 'doc_1' }],
  unresolved: [],
  evidence: [{ claim: 0, sentences: [{ id: 'doc_1', start: 0, end: 16, text: 'The lease holds.' }] }],
  packs: [{ section_id: null, source_ids: ['doc_1'], texts: [] }],
}

const results: Record<string, unknown> = {
  evidence: { text: { markdown: 'The lease holds.', sections: [] }, evidence },
  check: { sentences: [], flags: [] },
  judge: { verdicts: [{ claimId: '0', verdict: 'supported', evidenceIds: [] }], unavailable: null },
}

const blobs: BlobReader = {
  request: async <T>() => ({ request: {}, unknownFields: [], markdown: 'The lease holds.', parent: null }) as T,
  result: async <T>({ key }: TaskState) => results[key] as T,
}

const step = (name: string): StepState => {
  const task = { key: name, status: 'done', resultBlob: name, facts: { undecided: 1 } } as unknown as TaskState
  return { name, round: 1, status: 'done', startedAt: 0, endedAt: 1, tasks: [task] }
}

const evidenceToConclude = async (...done: string[]): Promise<unknown> => {
  const steps = [...done, 'conclude'].map(step)
  const usage = { inputTokens: 0, outputTokens: 0 }
  const run = { teamId: 'team_1', principal: { userId: 'user_1' }, steps, usage } as unknown as RunDocument
  const last = steps.at(-1)!
  return ((await verifyRecipe.input(run, last, last.tasks[0]!, blobs)) as { evidence: unknown }).evidence
}

it('hands the sentences of the evidence to a conclusion only where a judge has said something of them', async () => {
  expect(await evidenceToConclude('evidence', 'check')).toEqual({
    ...evidence,
    claims: [],
    evidence: [],
    redacted: [],
  })
  expect(await evidenceToConclude('evidence', 'check', 'judge')).toEqual({ ...evidence, redacted: [] })
})
