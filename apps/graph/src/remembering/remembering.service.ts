import type { ArtifactToRemember, Principal } from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import type { ReadingThread } from '@synthwright/service'
import { requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { requireGrantedScope } from '../memories/memory-scope.ts'
import type * as readingWork from '../reading-work.ts'
import { artifactRows } from './artifact-rows.ts'

export type RememberingService = ReturnType<typeof createRememberingService>

/** The rights were asked for before the run began; they may be gone since. */
const requireRight = (
  view: View,
  principal: Principal,
  { memory_scope, scope_key }: Pick<ArtifactToRemember, 'memory_scope' | 'scope_key'>,
): void => {
  if (memory_scope === 'project') {
    if (scope_key === null)
      throw new AppError('missing_scope_key', 'A project memory names its project', { details: { field: 'scope_key' } })
    requireProject(view, scope_key, 'project_contributor', 'scope_key')
  }
  requireGrantedScope(principal, memory_scope)
}

interface Parts {
  replicas: Replicas
  clock: Clock
  reading: ReadingThread<typeof readingWork>
}

export const createRememberingService = ({ replicas, clock, reading }: Parts) => ({
  /**
   * Stores both rows of an artifact in one change: before it none of them is there, after it all are, edges included.
   * What is there already is left as it is, also when somebody corrected it since.
   * @returns whether anything had to be stored
   */
  async remember(
    principal: Principal,
    command: Command,
    artifact: ArtifactToRemember,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const { teamId: team } = principal
    const { content } = artifact
    const passages = await reading.run('memoryPassages', content, { team, size: content.length, signal })
    return replicas.of(team).write(
      command,
      (index) => {
        const isMissing = ({ id }: { id: string }): boolean => index.original(id) === undefined
        const missing = artifactRows(artifact, passages, principal, clock.date().toISOString()).filter(isMissing)
        if (missing.length > 0) requireRight(viewOf(index, principal), principal, artifact)
        return { rows: missing, answer: missing.length > 0 }
      },
      () => false,
    )
  },

  /** Whether both rows are there, whoever may read them. */
  isRemembered: (
    { teamId }: Principal,
    { artifact_id, memory_id }: Pick<ArtifactToRemember, 'artifact_id' | 'memory_id'>,
  ): Promise<boolean> =>
    replicas
      .of(teamId)
      .read((index) => index.original(artifact_id) !== undefined && index.original(memory_id) !== undefined),
})
