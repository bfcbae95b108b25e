import type { EntityType, RelationshipType } from '@synthwright/contracts'

export interface Relation {
  readonly type: RelationshipType
  readonly to: string
}

/** A stretch of a document's text; the passages of a document tile it. */
export interface PassageSpan {
  readonly start: number
  readonly end: number
  readonly headings: readonly string[]
  /** False for front matter, which is neither searched nor shown as evidence. */
  readonly prose: boolean
}

/** What an imported document has beside what every row has. */
export interface DocumentPart {
  readonly path: string | null
  readonly format: 'markdown' | 'text'
  readonly date: string | null
  readonly dateUnknown: boolean
  /** Whether the file began with a byte order mark, which its stored text does not have. */
  readonly byteOrderMark: boolean
  readonly passages: readonly PassageSpan[]
}

/** Everything known of a row but its text. Rows are immutable values: a write makes a new one. */
export interface RowHead {
  readonly id: string
  readonly kind: 'project' | 'entity' | 'document'
  readonly type: EntityType
  readonly name: string
  readonly description: string
  readonly category: string | null
  readonly languages: readonly string[]
  readonly tags: readonly string[]
  readonly retrievalKeys: readonly string[]
  readonly metadata: Readonly<Record<string, unknown>>
  /** Edges that go out from this row. */
  readonly relations: readonly Relation[]
  /** The project the row belongs to; of a project, itself. */
  readonly projectId: string | null
  /** Projects only. */
  readonly visibility: 'org' | 'private' | null
  readonly document: DocumentPart | null
  readonly createdBy: string
  readonly createdAt: string
  readonly updatedAt: string
  /** When the text last became what it is. */
  readonly contentUpdatedAt: string
  readonly contentLength: number
  /** Hash of the stored text, `sha256:…`. */
  readonly contentHash: string
  /** Counts what users see change, from 1. */
  readonly revision: number
  /** The command that made the row; the same command again finds it. */
  readonly commandId: string | null
  /** The team's revision that last wrote this row. */
  readonly rev: number
  /** A deleted row stays as a tombstone, so that an old change cannot bring it back. */
  readonly deleted: boolean
}

export interface Row extends RowHead {
  readonly content: string
}

/** A row before the change that writes it has its number. */
export type RowDraft = Omit<Row, 'rev'>

/** The row without its text. */
export const headOf = ({ content: _, ...head }: Row): RowHead => head

/** What stays of a row after its deletion. */
export const tombstoneOf = (head: RowHead): RowDraft => ({
  ...head,
  name: '',
  description: '',
  content: '',
  contentLength: 0,
  contentHash: '',
  category: null,
  languages: [],
  tags: [],
  retrievalKeys: [],
  metadata: {},
  relations: [],
  document: null,
  revision: head.revision + 1,
  deleted: true,
})
