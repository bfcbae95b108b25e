import type { RowHead } from './row.ts'
import { unresolvedClaims } from './row-text.ts'

export const redactedName = '[redacted]'
const redactedClaim = '[redacted claim]'

export const isRedacted = ({ correction }: Pick<RowHead, 'correction'>): boolean => correction?.action === 'redact'

export const isHidden = ({ correction }: Pick<RowHead, 'correction'>): boolean => correction?.action === 'hide'

/** A row as anybody is shown it: of a redacted one only that it is there, and how many of its claims are open. */
export const shownRow = (row: RowHead): RowHead => {
  if (!isRedacted(row)) return row
  const claims = unresolvedClaims(row).map(() => redactedClaim)
  return {
    ...row,
    name: redactedName,
    description: '',
    category: null,
    languages: [],
    tags: [],
    retrievalKeys: [],
    metadata: {
      ...(typeof row.metadata.project_id === 'string' ? { project_id: row.metadata.project_id } : {}),
      ...(claims.length > 0 ? { unresolved_claims: claims } : {}),
    },
    document: row.document && { ...row.document, path: null, passages: [] },
    memory: row.memory && { ...row.memory, title: redactedName, provenance: {}, passages: [] },
    contentLength: 0,
    contentHash: '',
  }
}
