import { Metadata, mostMetadataBytes, type PatchEntity } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { contentHash } from '../rows/new-row.ts'
import type { Relation, RowDraft, RowHead } from '../rows/row.ts'
import { requestedProject, withoutOwnership } from './entity-view.ts'

/**
 * Metadata with changes merged in; a key with null goes.
 * @throws AppError `validation_failed` when little by little it has become more than may be sent at once
 */
const mergedMetadata = (
  old: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> => {
  if (!change) return { ...old }
  const merged = Object.fromEntries(
    Object.entries({ ...old, ...withoutOwnership(change) }).filter(
      ([key, value]) => value !== null || !Object.hasOwn(change, key),
    ),
  )
  if (Metadata.safeParse(merged).success) return merged
  throw new AppError('validation_failed', 'The metadata would become too large', {
    details: { field: 'metadata', expected: `at most ${mostMetadataBytes} bytes with what is there`, actual: 'more' },
  })
}

/** Where a changed row belongs: where it was, unless the change says otherwise. */
export const nextProject = (row: RowHead, { metadata = {} }: Pick<PatchEntity, 'metadata'>): string | null =>
  row.kind === 'project' || !Object.hasOwn(metadata, 'project_id') ? row.projectId : requestedProject({ metadata })

/** A text that only repeated the description or the name follows it. */
const nextContent = (row: RowHead, content: string, { name, description }: PatchEntity): string => {
  const isFallback = content === (row.description || row.name)
  return isFallback ? (description ?? row.description) || (name ?? row.name) : content
}

const nextCategory = (row: RowHead, { category, metadata }: PatchEntity): string | null => {
  if (category !== undefined) return category || null
  const domain = metadata?.domain
  return typeof domain === 'string' ? domain.trim() || null : row.category
}

/** The next revision of a row. */
export const changedEntity = (
  row: RowHead,
  content: string,
  change: PatchEntity,
  relations: readonly Relation[],
  at: string,
): RowDraft => {
  const { rev: _, ...old } = row
  const text = change.content || nextContent(row, content, change)
  const hash = contentHash(text)
  return {
    ...old,
    name: change.name ?? row.name,
    description: change.description ?? row.description,
    content: text,
    contentLength: text.length,
    contentHash: hash,
    contentUpdatedAt: hash === row.contentHash ? row.contentUpdatedAt : at,
    category: nextCategory(row, change),
    languages: change.languages ?? row.languages,
    tags: change.tags ?? row.tags,
    retrievalKeys: change.retrieval_keys ?? row.retrievalKeys,
    metadata: mergedMetadata(row.metadata, change.metadata),
    relations,
    projectId: nextProject(row, change),
    updatedAt: at,
    revision: row.revision + 1,
  }
}
