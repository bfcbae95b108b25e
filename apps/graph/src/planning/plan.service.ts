import type { ArtifactPlan, PlanRequest, Principal } from '@synthwright/contracts'
import { classesInScope, requireProject, viewOf } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { composePlan } from './compose-plan.ts'
import { selectSources } from './select-sources.ts'

export type PlanService = ReturnType<typeof createPlanService>

export const createPlanService = ({ replicas }: { replicas: Replicas }) => ({
  /**
   * Outline, packs and material. A plan costs one look at the change log and at most one fetch of texts, whatever its
   * size; its body is the same for the same snapshot, caller and request.
   */
  plan: (principal: Principal, request: PlanRequest, unknownFields: string[]): Promise<ArtifactPlan> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      if (request.project !== null) requireProject(view, request.project, 'project_viewer')
      const snapshot = index.snapshot(classesInScope(view, request.project))
      const selection = selectSources(index, view, request, unknownFields)
      const rows = new Map(selection.sections.flatMap(({ pack }) => pack.map(({ id, row }) => [id, row])))
      return composePlan(request, selection, await texts([...rows.values()]), snapshot, view.digest)
    }),
})
