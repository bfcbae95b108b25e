import type { CorrectionAction, EntityType, MemoryScope, ProjectRole, RelationshipType } from '@synthwright/contracts'

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

/** What a raw memory has beside what every row has. */
export interface MemoryPart {
  readonly scope: MemoryScope
  /** The project of a project memory. */
  readonly scopeKey: string | null
  /** Where it came from, `src_…` unless its writer named it; several memories may share one. */
  readonly sourceId: string
  readonly title: string | null
  readonly provenance: Readonly<Record<string, unknown>>
  readonly captureSurface: string
  readonly capturedAt: string
  /** Parts of a long text that are searched on their own; none for a short one. */
  readonly passages: readonly PassageSpan[]
}

export interface ProjectMember {
  readonly userId: string
  readonly role: ProjectRole
  readonly addedAt: string
}

/** What somebody decided about a row: it stays until it is restored or replaced by another decision. */
export interface Correction {
  readonly action: Exclude<CorrectionAction, 'restore'>
  /** The row that takes its place, or that it repeats. */
  readonly target: string | null
}

export interface CorrectionRecord {
  readonly action: CorrectionAction
  readonly target: string | null
  readonly reason: string
  readonly at: string
  readonly by: string
}

/** An entity type, or what is no entity. */
export type RowType = EntityType | 'raw_memory'

/** Everything known of a row but its text. Rows are immutable values: a write makes a new one. */
export interface RowHead {
  readonly id: string
  readonly kind: 'project' | 'entity' | 'document' | 'memory'
  readonly type: RowType
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
  /** The only user who may read it; null where project and team decide. */
  readonly ownerId: string | null
  /** Projects only. */
  readonly visibility: 'org' | 'private' | null
  /** Projects only: whom it names, beside what the team's roles give. */
  readonly members: readonly ProjectMember[]
  readonly document: DocumentPart | null
  readonly memory: MemoryPart | null
  readonly correction: Correction | null
  /** Decisions about it, oldest first, the newest of them only. */
  readonly corrections: readonly CorrectionRecord[]
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
  /** Of a row as it is shown, never stored: whether something it was made from is redacted, hidden or deleted. */
  readonly withheld?: boolean
  /** Of a row as it is shown, never stored: the access classes of what it was made from, where they are not its own. */
  readonly restsOn?: readonly string[]
}

export interface Row extends RowHead {
  readonly content: string
}

/** A row before the change that writes it has its number. */
export type RowDraft = Omit<Row, 'rev'>

/** The row without its text. */
export const headOf = ({ content: _, ...head }: Row): RowHead => head

/** What stays of a row after its deletion. */
export const tombstoneOf = ({ withheld: _, restsOn: __, ...head }: RowHead): RowDraft => ({
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
  memory: null,
  members: [],
  correction: null,
  corrections: [],
  revision: head.revision + 1,
  deleted: true,
})
