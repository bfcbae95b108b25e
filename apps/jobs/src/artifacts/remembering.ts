import { sha256 } from '@synthwright/kernel'
import type { Decision } from '../engine/recipe.ts'
import type { RunDocument } from '../engine/run.ts'

/** What a request says about keeping what it makes. */
export interface Remembering {
  remember: boolean
  remember_with_gaps: boolean
}

/** Names, on a run, what it was asked to keep. */
export const askedToRemember = ({ remember, remember_with_gaps }: Remembering): string[] =>
  remember ? ['remember', ...(remember_with_gaps ? ['remember_with_gaps'] : [])] : []

/** The ids under which an artifact is kept: they follow from its own, so that keeping it twice keeps one. */
export interface RememberedIds {
  remembered_memory_id: string
  remembered_source_id: string
}

const derived = (form: string, artifactId: string): string => `${form}_${sha256(`${form} ${artifactId}`).slice(0, 24)}`

export const rememberedIds = (artifactId: string): RememberedIds => ({
  remembered_memory_id: derived('memory', artifactId),
  remembered_source_id: derived('src', artifactId),
})

interface Concluded extends Record<string, unknown> {
  status?: unknown
  artifact_id?: unknown
}

/** What follows a conclusion: what passed is kept where that was asked for, what has gaps only where that was too. */
export const afterConclusion = (run: Pick<RunDocument, 'asked'>, outcome: Concluded): Decision => {
  const asked = (name: string): boolean => run.asked?.includes(name) ?? false
  const { artifact_id, status } = outcome
  const isKept = asked('remember') && (status === 'pass' || asked('remember_with_gaps'))
  return isKept && typeof artifact_id === 'string'
    ? { type: 'commit', outcome: { ...outcome, ...rememberedIds(artifact_id) }, then: 'succeeded' }
    : { type: 'end', outcome }
}

/** The ids of what a run has kept; undefined where it kept nothing. */
export const keptBy = ({
  status,
  outcome,
}: Pick<RunDocument, 'status' | 'outcome'>): (RememberedIds & { artifact_id: string }) | undefined =>
  status === 'succeeded' && typeof outcome?.['remembered_memory_id'] === 'string'
    ? (outcome as unknown as RememberedIds & { artifact_id: string })
    : undefined
