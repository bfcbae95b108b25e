import type { ArtifactRunKind, ArtifactRunStatus, RunKind, RunStatus } from '@synthwright/contracts'

const kinds = {
  'artifact.plan': 'plan',
  'artifact.draft': 'draft',
  'artifact.verify': 'verify',
} as const satisfies Record<RunKind, ArtifactRunKind>

/** The word of the artifacts surface for a run's kind. */
export const surfaceKind = (kind: RunKind): ArtifactRunKind => kinds[kind]

/** The kinds behind a word of the surface; all artifact kinds without one. */
export const engineKinds = (kind?: ArtifactRunKind): RunKind[] =>
  (Object.keys(kinds) as RunKind[]).filter((key) => kind === undefined || kinds[key] === kind)

/** The word of the artifacts surface for a run's status. */
export const surfaceStatus = (kind: RunKind, status: RunStatus): ArtifactRunStatus => {
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
export const engineStatuses = (status: ArtifactRunStatus): { kinds: RunKind[]; statuses: RunStatus[] } => {
  switch (status) {
    case 'planned':
      return { kinds: ['artifact.plan'], statuses: ['succeeded'] }
    case 'verified':
      return { kinds: ['artifact.draft', 'artifact.verify'], statuses: ['succeeded'] }
    case 'failed':
      return { kinds: engineKinds(), statuses: ['failed', 'cancelled'] }
    case 'drafting':
      return { kinds: engineKinds(), statuses: ['pending', 'running', 'committing', 'waiting', 'deciding'] }
  }
}
