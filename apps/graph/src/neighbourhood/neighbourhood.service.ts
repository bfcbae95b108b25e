import type {
  ContextPackRequest,
  ContextPackResponse,
  ExpandRequest,
  ExpandResponse,
  ExploreRequest,
  ExploreResponse,
  Principal,
} from '@synthwright/contracts'
import { round4 } from '@synthwright/retrieval'
import { memberOf } from '../access/access-class.ts'
import { classesInScope, requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { retirementOf } from '../corrections/retirement.ts'
import type { RowHead } from '../rows/row.ts'
import { previewOf } from '../search/preview.ts'
import { LaneGuard, lanesOf, type OpenLanes } from '../search/lanes.ts'
import { composeContextPack, selectContext } from './context-pack.ts'
import { explore } from './explore.ts'
import { walk } from './walk.ts'

export type NeighbourhoodService = ReturnType<typeof createNeighbourhoodService>

const origin = ({ id, type, name }: RowHead): { id: string; type: string; name: string } => ({ id, type, name })

const requireAsked = (view: View, project: string | null): void => {
  if (project !== null) requireProject(view, project, 'project_viewer')
}

export const createNeighbourhoodService = ({
  replicas,
  lanes = lanesOf,
}: {
  replicas: Replicas
  lanes?: OpenLanes
}) => ({
  explore: (principal: Principal, request: ExploreRequest): Promise<ExploreResponse> =>
    replicas.of(principal.teamId).read((index) => {
      const view = viewOf(index, principal)
      requireAsked(view, request.project)
      return explore(index, view, request)
    }),

  /** The neighbourhood of some rows; ids that lead to nothing readable are named, whatever the reason. */
  expand: (principal: Principal, request: ExpandRequest): Promise<ExpandResponse> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const { entity_ids, relationship_types, types, depth, limit, content_max_chars, include_incoming } = request
      const view = viewOf(index, principal)
      requireAsked(view, request.project)
      const isInScope = memberOf(classesInScope(view, request.project))
      const find = (id: string): RowHead | undefined => {
        const row = view.find(id)
        return row && isInScope(row) && !retirementOf(index, view, row) ? row : undefined
      }
      const ids = [...new Set(entity_ids)]
      const origins = ids.flatMap((id) => view.find(id) ?? [])
      const wanted = new Set<string>(types)
      const reached = walk(
        index.graph,
        origins.map(({ id }) => id),
        {
          depth,
          relationships: relationship_types,
          directions: include_incoming ? ['outgoing', 'incoming'] : ['outgoing'],
          find,
        },
      ).filter(({ id }) => wanted.size === 0 || wanted.has(find(id)!.type))
      const shown = reached.slice(0, limit).map((step) => ({ step, row: find(step.id)! }))
      const contents = await texts(shown.map(({ row }) => row))
      return {
        origins: origins.map(origin),
        unresolved: ids.filter((id) => !view.find(id)),
        neighbors: shown.map(({ step: { relationship, direction, distance, score, via }, row }) => {
          const { text, spans } = previewOf(row, contents.get(row.id)!, new Map(), undefined, content_max_chars)
          return {
            ...origin(row),
            relationship,
            direction,
            distance,
            score: round4(score),
            content: text,
            metadata: { via, spans, project_id: row.projectId },
          }
        }),
        total: reached.length,
        depth,
        limit,
        truncated: reached.length > limit,
      }
    }),

  contextPack: (principal: Principal, request: ContextPackRequest): Promise<ContextPackResponse> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      requireAsked(view, request.project)
      const selected = selectContext(index, view, request, new LaneGuard(lanes(index)))
      const contents = await texts(selected.items.map(({ row }) => row))
      return composeContextPack(request, selected, contents)
    }),
})
