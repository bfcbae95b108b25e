import type { RowHead } from './row.ts'

/** The command that makes the memory of an artifact: no user can make a row with it, and so pass it off as that memory. */
export const artifactMemoryCommand = (artifactId: string): string => `${artifactId}.memory`

/** The command that makes the entity of an artifact. */
export const artifactEntityCommand = (artifactId: string): string => `${artifactId}.entity`

/** Whether a row is the entity of an artifact, as it was remembered and not as somebody says. */
export const isArtifactEntity = ({ id, commandId }: RowHead): boolean => commandId === artifactEntityCommand(id)

/**
 * Ids of the rows that a row was made from: the ends of its DERIVED_FROM edges. The memory that holds an artifact's text
 * leaves these edges to the entity beside it, and is made from that.
 */
export const madeFrom = ({ id, relations, metadata, commandId }: RowHead): readonly string[] => {
  const { synthesis_artifact_id: artifactId } = metadata
  const sources = relations.filter(({ type, to }) => type === 'DERIVED_FROM' && to !== id).map(({ to }) => to)
  const isMemoryOf = typeof artifactId === 'string' && commandId === artifactMemoryCommand(artifactId)
  return isMemoryOf ? [...sources, artifactId] : sources
}
