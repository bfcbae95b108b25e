import type { ArtifactToRemember, Principal } from '@synthwright/contracts'
import { memoryRow } from '../memories/memory-row.ts'
import { artifactEntityCommand, artifactMemoryCommand } from '../rows/made-from.ts'
import { newRow } from '../rows/new-row.ts'
import { synthesisSurface } from '../rows/row-text.ts'
import type { PassageSpan, RowDraft } from '../rows/row.ts'

const longestName = 200

const nameOf = (title: string): string =>
  title.length <= longestName ? title || 'Untitled' : `${title.slice(0, longestName - 1).trimEnd()}…`

const isSet = (value: string | null): value is string => value !== null

/** The two rows of a remembered artifact: a memory with its text, and an entity that is derived from what it cites. */
export const artifactRows = (
  artifact: ArtifactToRemember,
  passages: readonly PassageSpan[],
  { userId }: Pick<Principal, 'userId'>,
  at: string,
): [memory: RowDraft, entity: RowDraft] => {
  const { artifact_id, memory_id, source_id, memory_scope, scope_key, tags, source_ids } = artifact
  const name = nameOf(artifact.title)
  const isPrivate = memory_scope === 'private'
  const projectId = isPrivate ? artifact.project : scope_key
  const metadata = { ...artifact.metadata, ...(isSet(projectId) ? { project_id: projectId } : {}) }
  const memory = memoryRow(
    {
      raw_content: artifact.content,
      title: name,
      source_id,
      memory_scope,
      scope_key: isPrivate ? null : scope_key,
      project_id: projectId,
      tags,
      metadata,
      provenance: {},
      capture_surface: synthesisSurface,
    },
    passages,
    { scope: memory_scope, projectId, userId },
    artifactMemoryCommand(artifact_id),
    at,
  )
  const entity = newRow(
    {
      id: artifact_id,
      kind: 'entity',
      type: 'artifact',
      name,
      // Its text is its memory's: two rows of one text would find it twice, one of them without the memory's rights.
      content: name,
      tags,
      metadata: { ...metadata, remembered_memory_id: memory_id, remembered_source_id: source_id },
      relations: [...new Set(source_ids)].map((to) => ({ type: 'DERIVED_FROM', to })),
      projectId,
      ownerId: isPrivate ? userId : null,
      createdBy: userId,
      commandId: artifactEntityCommand(artifact_id),
    },
    at,
  )
  return [{ ...memory, id: memory_id }, entity]
}
