import type { Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { draft } from './handlers/draft.ts'
import { handbook } from './handlers/handbook.ts'
import { plan } from './handlers/plan.ts'
import { getRun, listRuns } from './handlers/read-runs.ts'
import { verify } from './handlers/verify.ts'

export const artifactEndpoints = (given: { bus: Bus; deadlineMs: number }): Endpoint[] => [
  plan(given),
  draft(given),
  verify(given),
  handbook(given),
  listRuns(given),
  getRun(given),
]
