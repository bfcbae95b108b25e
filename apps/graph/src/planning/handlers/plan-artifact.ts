import { planArtifact, planDraft } from '@synthwright/contracts'
import { answer, perform } from '@synthwright/messaging'
import type { PlanService } from '../plan.service.ts'

export const planArtifactCall = (plans: PlanService) =>
  answer(planArtifact, ({ request, unknownFields }, { principal }) => plans.plan(principal, request, unknownFields))

/** The same plan as a step of a draft. */
export const planDraftTask = (plans: PlanService) =>
  perform(planDraft, async ({ request, unknownFields }, { principal }) => {
    const plan = await plans.plan(principal, request, unknownFields)
    const { outline, retrieval } = plan.body
    return {
      result: plan,
      facts: {
        sections: outline.sections.map(({ section_id, source_ids }) => ({
          id: section_id,
          empty: source_ids.length === 0,
        })),
        title: outline.title,
        snapshot: plan.snapshot,
        degraded: retrieval.degraded,
      },
    }
  })
