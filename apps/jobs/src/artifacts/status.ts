import type { ArtifactRunKind, ArtifactRunStatus, RunKind, RunStatus } from '@synthwright/contracts'
import type { RunDocument } from '../engine/run.ts'

/** The kinds of this capability. */
export type ArtifactKind = Extract<RunKind, `artifact.${string}`>

export type ArtifactRun = RunDocument & { kind: ArtifactKind }

const kinds: Record<ArtifactKind, ArtifactRunKind> = {
  'artifact.plan': 'plan',
  'artifact.draft': 'draft',
  'artifact.verify': 'verify',
  'artifact.handbook': 'handbook',
}

export const isArtifactRun = (run: RunDocument): run is ArtifactRun => run.kind in kinds

/** The word of the artifacts surface for a run's kind. */
export const surfaceKind = (kind: ArtifactKind): ArtifactRunKind => kinds[kind]

/** The kinds behind a word of the surface; all artifact kinds without one. */
export const engineKinds = (kind?: ArtifactRunKind): ArtifactKind[] =>
  (Object.keys(kinds) as ArtifactKind[]).filter((key) => kind === undefined || kinds[key] === kind)

/** The word of the artifacts surface for a run's status. */
export const surfaceStatus = (kind: ArtifactKind, status: RunStatus): ArtifactRunStatus => {
  switch (status) {
    case 'succeeded':
      return kind === 'artifact.plan' ? 'planned' : 'verified'
    case 'failed':
    case 'cancelled':
      return 'failed'
    case 'pending':
    case 'running':
    case 'committing':
    case 'waiting':
    case 'deciding':
      return 'drafting'
  }
}

/** What a word of the surface means for the engine, as a filter of kinds and statuses. */
export const engineStatuses = (status: ArtifactRunStatus): { kinds: ArtifactKind[]; statuses: RunStatus[] } => {
  switch (status) {
    case 'planned':
      return { kinds: ['artifact.plan'], statuses: ['succeeded'] }
    case 'verified':
      return { kinds: ['artifact.draft', 'artifact.verify', 'artifact.handbook'], statuses: ['succeeded'] }
    case 'failed':
      return { kinds: engineKinds(), statuses: ['failed', 'cancelled'] }
    case 'drafting':
      return { kinds: engineKinds(), statuses: ['pending', 'running', 'committing', 'waiting', 'deciding'] }
  }
}
