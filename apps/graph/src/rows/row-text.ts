import { readMarkdown, splitSentences, type TextSpan } from '@synthwright/grounding'
import type { PassageSpan, RowHead } from './row.ts'

const isProse = (kind: string): boolean =>
  kind !== 'heading' && kind !== 'code' && kind !== 'front_matter' && kind !== 'reference'

/** Sentences of a stretch of a row's text, with their offsets in the whole text; headings and code are left out. */
export const sentencesIn = (row: RowHead, text: string, start = 0, end = text.length): TextSpan[] => {
  const stretch = text.slice(start, end)
  if (row.document?.format === 'text') return splitSentences(stretch, start)
  return readMarkdown(stretch)
    .filter((block) => isProse(block.kind) && !(block.kind === 'table_cell' && block.header))
    .flatMap((block) => splitSentences(block.text, start + block.start))
    .map((sentence) => ({ ...sentence, text: text.slice(sentence.start, sentence.end) }))
}

/** Where a row comes from, for a reader: file path, URL or id of its origin. Never an identity. */
export const provenanceOf = ({ document, memory, metadata }: RowHead): string | null => {
  if (document) return document.path
  const { path, url, source } = memory?.provenance ?? {}
  const written = [metadata.source, metadata.source_url, metadata.url, metadata.source_id]
  const named = memory ? [path, url, source, memory.sourceId] : written
  return named.find((value): value is string => typeof value === 'string' && value !== '') ?? null
}

export type Origin = 'graph' | 'document' | 'raw_memory'

export const originOf = ({ kind }: RowHead): Origin => {
  if (kind === 'memory') return 'raw_memory'
  return kind === 'document' ? 'document' : 'graph'
}

/** The parts of a row's text that are searched on their own; none where the text is searched as a whole. */
export const passagesOf = ({ document, memory }: RowHead): readonly PassageSpan[] =>
  document?.passages ?? memory?.passages ?? []

/** How the memory of an artifact was captured. */
export const synthesisSurface = 'synthesis_artifact'

/** Whether a row is what an earlier synthesis made. */
export const isPriorSynthesis = ({ type, memory, metadata }: RowHead): boolean =>
  memory?.captureSurface === synthesisSurface ||
  (type === 'artifact' && typeof metadata.synthesis_artifact_id === 'string')

export const statusOf = ({ metadata }: RowHead): string | undefined =>
  typeof metadata.status === 'string' ? metadata.status : undefined

/** Claims of a row that its author marked as open. */
export const unresolvedClaims = ({ metadata }: RowHead): string[] =>
  Array.isArray(metadata.unresolved_claims)
    ? metadata.unresolved_claims.filter((claim): claim is string => typeof claim === 'string')
    : []

export interface Freshness {
  readonly at: string | null
  readonly basis: 'valid_at' | 'document_date' | 'updated_at' | 'created_at' | null
}

/** When what a row says was true, and what tells so; null when its author said that nobody knows. */
export const freshnessOf = (row: RowHead): Freshness => {
  const { metadata, document } = row
  if (metadata.date_unknown === true || document?.dateUnknown) return { at: null, basis: null }
  const validAt = metadata.valid_at
  if (typeof validAt === 'string' && !Number.isNaN(Date.parse(validAt))) return { at: iso(validAt), basis: 'valid_at' }
  if (document?.date) return { at: iso(document.date), basis: 'document_date' }
  return row.contentUpdatedAt === row.createdAt
    ? { at: row.createdAt, basis: 'created_at' }
    : { at: row.contentUpdatedAt, basis: 'updated_at' }
}

const iso = (date: string): string => new Date(date).toISOString()
