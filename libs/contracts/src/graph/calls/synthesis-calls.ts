import { z } from 'zod'
import { defineCall } from '../../core/call.ts'
import { PlanRequest } from '../../artifacts/requests.ts'
import { ArtifactPlan } from '../artifact-plan.ts'
import { service } from './parts.ts'

/** Outline and packs; deterministic for one snapshot, caller and request. */
export const planArtifact = defineCall({
  service,
  callers: ['jobs'],
  name: 'plan-artifact',
  request: z.object({ request: PlanRequest, unknownFields: z.array(z.string()) }),
  reply: ArtifactPlan,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 15_000,
  effect: 'costly_read',
})

/** What of these sources the principal can read now, and which of them changed since the given revisions. */
export const reviewSources = defineCall({
  service,
  callers: ['jobs'],
  name: 'review-sources',
  request: z.object({
    projectId: z.string().nullable(),
    sources: z.array(z.object({ id: z.string(), revision: z.int().nullable() })).max(5_000),
  }),
  reply: z.object({ projectReadable: z.boolean(), unreadable: z.array(z.string()), changed: z.array(z.string()) }),
  errors: [],
  timeoutMs: 5_000,
  effect: 'read',
})
