import type { ArtifactPlan, PlanRequest, Principal } from '@synthwright/contracts'
import { classesInScope, requireProject, viewOf } from '../access/view.ts'
import { systemClock, type Clock } from '@synthwright/kernel'
import type { Replicas } from '../changes/replicas.ts'
import { LaneGuard, lanesOf, type LaneGuardOptions, type OpenLanes } from '../search/lanes.ts'
import { composePlan } from './compose-plan.ts'
import { selectSources } from './select-sources.ts'

export type PlanService = ReturnType<typeof createPlanService>

interface PlanServiceOptions {
  readonly replicas: Replicas
  readonly clock?: Clock
  readonly lanes?: OpenLanes
  readonly guard?: LaneGuardOptions
}

export const createPlanService = ({ replicas, clock = systemClock, lanes = lanesOf, guard }: PlanServiceOptions) => ({
  /**
   * Outline, packs and material. A plan costs one look at the change log and at most one fetch of texts, whatever its
   * size; its body is the same for the same snapshot, caller and request, and the same day where sources may not be older
   * than some days.
   */
  plan: (principal: Principal, request: PlanRequest, unknownFields: string[]): Promise<ArtifactPlan> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      if (request.project !== null) requireProject(view, request.project, 'project_viewer')
      const snapshot = index.snapshot(classesInScope(view, request.project))
      const lookedAt = new LaneGuard(lanes(index), guard)
      const now = clock.date().toISOString()
      const selection = selectSources(index, view, request, unknownFields, lookedAt, now)
      const rows = new Map(selection.sections.flatMap(({ pack }) => pack.map(({ id, row }) => [id, row])))
      return composePlan(request, selection, await texts([...rows.values()]), snapshot, view.digest)
    }),
})
