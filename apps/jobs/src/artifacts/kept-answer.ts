import type { DraftResponse, Notice, VerifyResponse } from '@synthwright/contracts'
import type { RunDocument } from '../engine/run.ts'
import { keptBy } from './remembering.ts'

type Asked = Record<string, unknown>
type Run = Pick<RunDocument, 'status' | 'outcome'>

/** What somebody is told who asked to keep a text that has gaps. */
const withheld = (run: Run, { remember }: Asked): Notice[] =>
  remember === true && !keptBy(run) ? [{ code: 'remember_withheld_gaps', section_id: null, ids: [], detail: null }] : []

const idsOf = (run: Run) => {
  const { remembered_memory_id = null, remembered_source_id = null } = keptBy(run) ?? {}
  return { remembered_memory_id, remembered_source_id }
}

/** A draft's answer with what was kept of it. */
export const draftKeeping = (run: Run, request: Asked, answer: DraftResponse): DraftResponse => ({
  ...answer,
  notices: [...answer.notices, ...withheld(run, request)],
  artifact: { ...answer.artifact, ...idsOf(run) },
})

/** A verification's answer with what was kept of its text. */
export const verifyKeeping = (run: Run, request: Asked, answer: VerifyResponse): VerifyResponse => ({
  ...answer,
  notices: [...answer.notices, ...withheld(run, request)],
  artifact_id: keptBy(run)?.artifact_id ?? null,
  ...idsOf(run),
})
