import type { Principal, SearchHit, SearchRequest, SearchResponse } from '@synthwright/contracts'
import { round4 } from '@synthwright/retrieval'
import { memberOf } from '../access/access-class.ts'
import { classesInScope, requireProject, viewOf } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { isShaken } from '../corrections/effects.ts'
import { retirementOf } from '../corrections/retirement.ts'
import { requireKnownScope } from '../memories/memory-scope.ts'
import type { RowHead } from '../rows/row.ts'
import { originOf, provenanceOf, statusOf } from '../rows/row-text.ts'
import { previewOf } from './preview.ts'
import { LaneGuard, lanesOf, type OpenLanes } from './lanes.ts'
import { evenTerms, rankRows, type RankedRow, type Scope } from './rank-rows.ts'
import { searchFilter } from './search-filter.ts'

export type SearchService = ReturnType<typeof createSearchService>

const urlOf = ({ metadata, memory }: RowHead): string | null => {
  const url = metadata.url ?? memory?.provenance.url
  return typeof url === 'string' ? url : null
}

export const createSearchService = ({ replicas, lanes = lanesOf }: { replicas: Replicas; lanes?: OpenLanes }) => ({
  search: (principal: Principal, request: SearchRequest): Promise<SearchResponse> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      if (request.memory_scope !== null) requireKnownScope(request.memory_scope)
      if (request.project !== null) requireProject(view, request.project, 'project_viewer')
      if (request.scope_key !== null) requireProject(view, request.scope_key, 'project_viewer', 'scope_key')
      const classes = classesInScope(view, request.project)
      const isInScope = memberOf(classes)
      const matches = searchFilter(request)
      const counts = { graph: 0, document: 0, raw_memory: 0 }
      const guard = new LaneGuard(lanes(index))
      const scope: Scope = {
        lanes: guard.for(null),
        classes,
        admits: (row) => isInScope(row) && matches(row),
        retirementOf: (row) => retirementOf(index, view, row),
        staleLast: true,
        matched: (row) => (counts[originOf(row)] += 1),
      }
      const { query, limit, offset, include_content, content_max_chars, ...filters } = request
      const terms = evenTerms(query)
      const ranked = rankRows(index, { text: query, terms }, scope, offset + limit).slice(offset)
      const retrieval = guard.report()
      const shaken = new Set(ranked.filter(({ row }) => isShaken(index, row)).map(({ id }) => id))
      const contents = include_content ? await texts(ranked.map(({ row }) => row)) : undefined

      const hit = ({ row, score, unitId, stale }: RankedRow): SearchHit => {
        const text = contents?.get(row.id)
        const shown =
          text === undefined ? { text: '', spans: [] } : previewOf(row, text, terms, unitId, content_max_chars)
        return {
          id: row.id,
          type: row.type,
          name: row.name,
          content: shown.text,
          score: round4(score),
          source: provenanceOf(row),
          url: urlOf(row),
          result_origin: originOf(row),
          ...(stale || shaken.has(row.id) ? { stale: true as const } : {}),
          metadata: {
            spans: shown.spans,
            project_id: row.projectId,
            ...(statusOf(row) ? { status: statusOf(row) } : {}),
          },
        }
      }
      const total = counts.graph + counts.document + counts.raw_memory
      return {
        results: ranked.map(hit),
        total,
        query,
        filters,
        graph_count: counts.graph,
        document_count: counts.document,
        raw_memory_count: counts.raw_memory,
        limit,
        offset,
        has_more: offset + limit < total,
        retrieval,
      }
    }),
})
