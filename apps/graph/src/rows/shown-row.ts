import type { MemoryPart, RowHead } from './row.ts'
import { synthesisSurface, unresolvedClaims } from './row-text.ts'

export const redactedName = '[redacted]'
export const withheldName = '[withheld]'
const redactedClaim = '[redacted claim]'

type Corrected = Pick<RowHead, 'correction'>

export const isRedacted = ({ correction }: Corrected): boolean => correction?.action === 'redact'

export const isHidden = ({ correction }: Corrected): boolean => correction?.action === 'hide'

/** Whether something that a shown row was made from is redacted, hidden or deleted. */
export const isWithheld = ({ withheld }: Pick<RowHead, 'withheld'>): boolean => withheld === true

/** Whether of a shown row only that it is there may be told: its text is no reader's, and nothing can be made of it. */
export const isMasked = (row: Pick<RowHead, 'correction' | 'withheld'>): boolean => isRedacted(row) || isWithheld(row)

/** Of the metadata what tells no text: where the row belongs, and which run and rows it belongs with. */
const plainKeys = [
  'project_id',
  'synthesis_run_id',
  'synthesis_artifact_id',
  'remembered_memory_id',
  'remembered_source_id',
]

const plainMetadata = ({ metadata }: RowHead): Record<string, unknown> =>
  Object.fromEntries(Object.entries(metadata).filter(([key, value]) => plainKeys.includes(key) && isId(value)))

const isId = (value: unknown): boolean => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)

/** A source id as it is drawn; any other is what its writer called the source. */
const isDrawn = (sourceId: string): boolean => /^src_[0-9a-f]{12,}$/.test(sourceId)

/** Of a memory what tells no text: its writer may have named its source, its scope and how it was captured. */
const plainMemory = ({ id }: RowHead, memory: MemoryPart, title: string): MemoryPart => ({
  ...memory,
  sourceId: isDrawn(memory.sourceId) ? memory.sourceId : id,
  scopeKey: memory.scope === 'project' ? memory.scopeKey : null,
  title,
  provenance: {},
  captureSurface: memory.captureSurface === synthesisSurface ? synthesisSurface : '',
  passages: [],
})

/** A row as anybody is shown it: of a masked one only that it is there, and how many of its claims are open. */
export const shownRow = (row: RowHead): RowHead => {
  if (!isMasked(row)) return row
  const name = isRedacted(row) ? redactedName : withheldName
  const claims = unresolvedClaims(row).map(() => redactedClaim)
  return {
    ...row,
    name,
    description: '',
    category: null,
    languages: [],
    tags: [],
    retrievalKeys: [],
    metadata: { ...plainMetadata(row), ...(claims.length > 0 ? { unresolved_claims: claims } : {}) },
    document: row.document && { ...row.document, path: null, passages: [] },
    memory: row.memory && plainMemory(row, row.memory, name),
    contentLength: 0,
    contentHash: '',
  }
}
