import type { BlobReader } from '../engine/blob-reader.ts'
import type { StepState, TaskState } from '../engine/run.ts'
import type { ArtifactRun } from './status.ts'
import { readStoredRun } from './stored-run.ts'

const named_after: string[] = []
const plan = {
  named_after,
  body: {
    source_packs: [
      { sources: ['doc_open', 'doc_redacted'].map((id) => ({ id, metadata: { revision: 1 } })) },
      { sources: [{ id: 'doc_hidden', metadata: { revision: 2 } }] },
    ],
  },
}

const evidence = {
  sources: [
    { id: 'doc_open', revision: 1 },
    { id: 'doc_redacted', revision: 1, redacted: true },
  ],
}

const sourcesShown = async (markdown: string | null): Promise<string[]> => {
  const task = { key: 'evidence', status: 'done', resultBlob: 'evidence' } as unknown as TaskState
  const step = { name: 'evidence', round: 1, status: 'done', startedAt: 0, endedAt: 1, tasks: [task] } as StepState
  const run = { kind: 'artifact.verify', status: 'running', steps: [step] } as unknown as ArtifactRun
  const request = { request: { markdown }, unknownFields: [], markdown: 'A text.', parent: { runId: 'run_1', plan } }
  const blobs: BlobReader = {
    request: async <T>() => request as T,
    result: async <T>() => ({ text: {}, evidence }) as T,
  }
  return (await readStoredRun(run, blobs)).sources.map(({ id }) => id)
}

it('a check of a text that its reader wrote shows nothing of sources that were redacted by then', async () => {
  expect(await sourcesShown('A text.')).toEqual(['doc_open', 'doc_hidden'])
})

it('a check of a run shows the names of the rows after which its sections are called', async () => {
  named_after.push('topic_1', 'doc_redacted')
  expect(await sourcesShown('A text.')).toEqual(['topic_1', 'doc_redacted', 'doc_open', 'doc_hidden'])
  named_after.length = 0
})

it('a check of the text of a run shows what that text was written from', async () => {
  expect(await sourcesShown(null)).toEqual(['doc_open', 'doc_redacted', 'doc_hidden'])
})
