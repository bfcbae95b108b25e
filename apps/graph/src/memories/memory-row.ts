import type { CreateMemory, Memory } from '@synthwright/contracts'
import { newEntityId } from '@synthwright/kernel'
import { splitPassages, tooManyPassages } from '../documents/split-passages.ts'
import { withoutOwnership } from '../entities/entity-view.ts'
import { newRow } from '../rows/new-row.ts'
import type { PassageSpan, RowDraft, RowHead } from '../rows/row.ts'

/** Texts up to this length are searched as a whole. */
const shortText = 2_000
const longestName = 80

interface Place {
  readonly scope: 'private' | 'project'
  readonly projectId: string | null
  readonly userId: string
}

const openingWords = (text: string): string => {
  const line = text.trim().split('\n', 1)[0]!.trim()
  return line.length <= longestName
    ? line
    : `${line
        .slice(0, longestName)
        .replace(/\s\S*$/, '')
        .trimEnd()}…`
}

/**
 * The passages in which a long text is searched, none of a short one. A text of more headings than a document may have
 * is parted as if it had none: a memory is kept whatever its text looks like.
 */
export const memoryPassages = (content: string): PassageSpan[] => {
  if (content.length <= shortText) return []
  const passages = splitPassages(content, 'markdown')
  return tooManyPassages(passages) ? splitPassages(content, 'text') : passages
}

/** The row of a new memory: its text as it was given, searched in its passages when it is long. */
export const memoryRow = (
  given: CreateMemory,
  passages: readonly PassageSpan[],
  { scope, projectId, userId }: Place,
  commandId: string,
  at: string,
): RowDraft => {
  const { raw_content: content, title, tags } = given
  return newRow(
    {
      id: newEntityId('memory'),
      kind: 'memory',
      type: 'raw_memory',
      name: title ?? openingWords(content),
      content,
      tags,
      metadata: withoutOwnership(given.metadata),
      projectId,
      ownerId: scope === 'private' ? userId : null,
      memory: {
        scope,
        scopeKey: scope === 'project' ? projectId : given.scope_key,
        sourceId: given.source_id ?? newEntityId('src'),
        title,
        provenance: given.provenance,
        captureSurface: given.capture_surface,
        capturedAt: at,
        passages,
      },
      createdBy: userId,
      commandId,
    },
    at,
  )
}

export const memoryView = (row: RowHead, content: string): Memory => {
  const memory = row.memory!
  return {
    id: row.id,
    source_id: memory.sourceId,
    principal_id: row.createdBy,
    memory_scope: memory.scope,
    scope_key: memory.scopeKey,
    title: memory.title,
    raw_content: content,
    tags: [...row.tags],
    metadata: { ...row.metadata },
    provenance: { ...memory.provenance },
    capture_surface: memory.captureSurface,
    captured_at: memory.capturedAt,
    created_at: row.createdAt,
    revision: row.revision,
  }
}
