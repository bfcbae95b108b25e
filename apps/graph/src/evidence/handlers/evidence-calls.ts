import { gatherEvidence, gatherEvidenceNow, reviewSources } from '@synthwright/contracts'
import { answer, answerTask, perform } from '@synthwright/messaging'
import type { EvidenceService } from '../evidence.service.ts'

export const reviewSourcesCall = (evidence: EvidenceService) =>
  answer(reviewSources, (request, { principal }) => evidence.review(principal, request))

export const gatherEvidenceTask = (service: EvidenceService) =>
  perform(gatherEvidence, async (input, { principal, signal }) => {
    const result = await service.gather(principal, input, signal)
    const { claims, unresolved } = result.evidence
    return { result, facts: { claims: claims.length, unresolved: unresolved.length } }
  })

/** The same for a caller that waits. */
export const gatherEvidenceCall = (service: EvidenceService) =>
  answerTask(gatherEvidenceNow, gatherEvidenceTask(service))
