import { planRoute, planRun } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { ArtifactParts } from '../parts.ts'
import { authorizeReading } from '../rights.ts'
import { withSectionCap } from '../section-cap.ts'

export const plan = ({ bus }: Pick<ArtifactParts, 'bus'>) =>
  endpoint(
    planRoute,
    async ({ body, principal, signal, requestId, commandId, unknownFields, sentFields }) => {
      const request = { commandId, request: withSectionCap(body, sentFields), unknownFields, requestId }
      return { status: 200, body: await bus.call(planRun, request, { principal, signal }) }
    },
    {
      admit: ({ body, principal }) => authorizeReading(bus, principal, body.project),
    },
  )
