import { planRoute, planRun } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import { fieldsWithoutEffect, withoutEffect } from '../not-built-yet.ts'
import type { ArtifactParts } from '../parts.ts'
import { authorizeReading } from '../rights.ts'

export const plan = ({ bus }: Pick<ArtifactParts, 'bus'>) =>
  endpoint(
    planRoute,
    async ({ body, principal, signal, requestId, ...sent }) => {
      const unknownFields = fieldsWithoutEffect(withoutEffect.plan, { body, ...sent })
      const request = { request: body, unknownFields, requestId }
      return { status: 200, body: await bus.call(planRun, request, { principal, signal }) }
    },
    {
      admit: ({ body, principal }) => authorizeReading(bus, principal, body.project),
    },
  )
