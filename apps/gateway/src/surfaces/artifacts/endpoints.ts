import type { Endpoint } from '@synthwright/http'
import { draft } from './handlers/draft.ts'
import { handbook } from './handlers/handbook.ts'
import { plan } from './handlers/plan.ts'
import { getRun, listRuns } from './handlers/read-runs.ts'
import { verify } from './handlers/verify.ts'
import type { ArtifactParts } from './parts.ts'

export const artifactEndpoints = (parts: ArtifactParts): Endpoint[] => [
  plan(parts),
  draft(parts),
  verify(parts),
  handbook(parts),
  listRuns(parts),
  getRun(parts),
]
