import { newId } from '@synthwright/kernel'
import type { RunStart } from '../engine/new-run.ts'
import { principal } from './people.ts'

/** A start of a draft by user_1, apart from what is given. */
export const runStart = (given: Partial<RunStart> = {}): RunStart => ({
  runId: newId('run'),
  kind: 'artifact.draft',
  principal: principal(),
  commandId: newId('command'),
  requestId: null,
  request: { n: 1 },
  parentRunId: null,
  project: null,
  about: { goal: null, outputType: null },
  deadlineMs: null,
  traceparent: null,
  ...given,
})
