import { getArtifactRun, PlanResponse, planRoute, planRun } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { ArtifactParts } from '../parts.ts'
import { assertSucceeded } from '../run-answer.ts'
import { authorizeReading } from '../rights.ts'
import { withSectionCap } from '../section-cap.ts'

export const plan = ({ bus, hidden }: Pick<ArtifactParts, 'bus' | 'hidden'>) =>
  endpoint(
    planRoute,
    async ({ body, principal, signal, requestId, commandId, unknownFields, sentFields }) => {
      const request = { commandId, request: withSectionCap(body, sentFields), unknownFields, requestId }
      const planned = await bus.call(planRun, request, { principal, signal })
      hidden.tell(principal, planned)
      return { status: 200, body: planned }
    },
    {
      again: {
        of: ({ body }) => body.run_id,
        read: async (runId: string, { principal }) => {
          const record = await bus.call(getArtifactRun, { runId }, { principal })
          assertSucceeded(record)
          return { status: 200, body: PlanResponse.parse(record) }
        },
      },
      admit: async ({ body, principal }) => {
        hidden.assertMayAsk(principal)
        await authorizeReading(bus, principal, body.project)
      },
    },
  )
