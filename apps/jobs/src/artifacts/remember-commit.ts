import { findRemembered, rememberArtifact } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import type { OwnerCommit } from '../engine/commits/owner-commit.ts'
import type { RunDocument } from '../engine/run.ts'
import { artifactToRemember } from './artifact-to-remember.ts'
import { rememberedIds } from './remembering.ts'

const artifactIdOf = ({ outcome }: RunDocument): string => outcome!['artifact_id'] as string

/**
 * Keeps what a run made in graph. One change there brings all its rows at once, so that storing them is already their
 * commit: nothing shows before it, nothing is missing after it, and whoever stores them again meets what is there.
 */
export const rememberCommit = (bus: Pick<Bus, 'call'>): OwnerCommit => {
  const lists = async (run: RunDocument): Promise<boolean> => {
    const artifact_id = artifactIdOf(run)
    const { remembered_memory_id: memory_id } = rememberedIds(artifact_id)
    return (await bus.call(findRemembered, { artifact_id, memory_id }, { principal: run.principal })).found
  }
  return {
    prepare: async (run, blobs) => {
      const artifact = await artifactToRemember(run, artifactIdOf(run), blobs)
      await bus.call(rememberArtifact, artifact, { principal: run.principal })
    },
    attach: () => Promise.resolve(true),
    lists,
    abandon: () => Promise.resolve(),
  }
}
