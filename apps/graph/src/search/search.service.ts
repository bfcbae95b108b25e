import type { Principal, SearchHit, SearchRequest, SearchResponse } from '@synthwright/contracts'
import { round4 } from '@synthwright/retrieval'
import { classesInScope, memberOf, requireProject, viewOf } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import type { RowHead } from '../rows/row.ts'
import { originOf, provenanceOf, statusOf } from '../rows/row-text.ts'
import { previewOf } from './preview.ts'
import { evenTerms, rankRows, type RankedRow, type Scope } from './rank-rows.ts'

export type SearchService = ReturnType<typeof createSearchService>

const folded = (text: string | null | undefined): string => (text ?? '').trim().toLowerCase()

const filterOf = (request: SearchRequest): ((row: RowHead) => boolean) => {
  const types = new Set<string>(request.types)
  return (row) =>
    (row.kind === 'document' ? request.include_documents : request.include_graph) &&
    (types.size === 0 || types.has(row.type)) &&
    (request.category === null || folded(row.category) === folded(request.category)) &&
    (request.status === null || folded(statusOf(row)) === folded(request.status))
}

const urlOf = ({ metadata }: RowHead): string | null => (typeof metadata.url === 'string' ? metadata.url : null)

export const createSearchService = ({ replicas }: { replicas: Replicas }) => ({
  search: (principal: Principal, request: SearchRequest): Promise<SearchResponse> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      if (request.project !== null) requireProject(view, request.project, 'project_viewer')
      const classes = classesInScope(view, request.project)
      const isInScope = memberOf(classes)
      const matches = filterOf(request)
      const counts = { graph: 0, document: 0 }
      const scope: Scope = {
        classes,
        admits: (row) => isInScope(row) && matches(row),
        matched: (row) => (counts[originOf(row)] += 1),
      }
      const { query, limit, offset } = request
      const terms = evenTerms(query)
      const ranked = rankRows(index, { text: query, terms }, scope, offset + limit).slice(offset)
      const contents = request.include_content ? await texts(ranked.map(({ row }) => row)) : undefined

      const hit = ({ row, score, unitId }: RankedRow): SearchHit => {
        const text = contents?.get(row.id)
        const shown =
          text === undefined ? { text: '', spans: [] } : previewOf(row, text, terms, unitId, request.content_max_chars)
        return {
          id: row.id,
          type: row.type,
          name: row.name,
          content: shown.text,
          score: round4(score),
          source: provenanceOf(row),
          url: urlOf(row),
          result_origin: originOf(row),
          metadata: {
            spans: shown.spans,
            project_id: row.projectId,
            ...(statusOf(row) ? { status: statusOf(row) } : {}),
          },
        }
      }
      const total = counts.graph + counts.document
      const { types, category, status, project, include_documents, include_graph } = request
      return {
        results: ranked.map(hit),
        total,
        query,
        filters: { types, category, status, project, include_documents, include_graph },
        graph_count: counts.graph,
        document_count: counts.document,
        raw_memory_count: 0,
        limit,
        offset,
        has_more: offset + limit < total,
        retrieval: {
          lanes: { lexical: 'ok', exact: 'ok', vector: 'off', graph: 'off' },
          degraded: false,
          failures: [],
        },
      }
    }),
})
