import type { SearchRequest } from '@synthwright/contracts'
import { freshnessOf, provenanceOf, statusOf } from '../rows/row-text.ts'
import type { RowHead } from '../rows/row.ts'
import { momentOf, untilOf } from './moments.ts'

const folded = (text: string | null | undefined): string => (text ?? '').trim().toLowerCase()

/** Whether something comes from there: the place itself, or one in a folder of that name. */
const comesFrom = (provenance: string | null, source: string): boolean =>
  provenance === source || (provenance?.startsWith(source.endsWith('/') ? source : `${source}/`) ?? false)

const isKindWanted = (row: RowHead, request: SearchRequest): boolean => {
  if (row.kind === 'document') return request.include_documents
  if (row.kind !== 'memory') return request.include_graph
  const { memory_scope, scope_key } = request
  return (
    request.include_raw_memory &&
    (memory_scope === null || row.memory!.scope === memory_scope) &&
    (scope_key === null || row.memory!.scopeKey === scope_key)
  )
}

const timeFilter = ({ since, as_of }: SearchRequest): ((row: RowHead) => boolean) => {
  if (since === null && as_of === null) return () => true
  const from = since === null ? null : momentOf(since)
  const until = as_of === null ? null : untilOf(as_of)
  return (row) => {
    const held = freshnessOf(row).at
    if (from !== null && !(held !== null && Date.parse(held) >= from)) return false
    return until === null || (Date.parse(row.createdAt) <= until && Date.parse(held ?? row.createdAt) <= until)
  }
}

const isAssigned = ({ metadata: { assignees } }: RowHead, name: string): boolean =>
  Array.isArray(assignees) && assignees.some((one) => typeof one === 'string' && folded(one) === folded(name))

/** Everything a search asks of a row beside its words. */
export const searchFilter = (request: SearchRequest): ((row: RowHead) => boolean) => {
  const types = new Set<string>(request.types)
  const isInTime = timeFilter(request)
  const { category, status, language, assignee } = request
  const sources = [request.source, request.source_id, request.source_name].filter((source) => source !== null)
  return (row) =>
    isKindWanted(row, request) &&
    (types.size === 0 || types.has(row.type)) &&
    (category === null || folded(row.category) === folded(category)) &&
    (status === null || folded(statusOf(row)) === folded(status)) &&
    sources.every((source) => comesFrom(provenanceOf(row), source)) &&
    (language === null || row.languages.some((one) => folded(one) === folded(language))) &&
    (assignee === null || isAssigned(row, assignee)) &&
    isInTime(row)
}
