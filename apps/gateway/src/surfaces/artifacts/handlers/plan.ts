import { planRoute, planRun } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { fieldsWithoutEffect, refuseUnbuilt, withoutEffect } from '../not-built-yet.ts'
import { authorizeReading } from '../rights.ts'

export const plan = ({ bus }: { bus: Bus }) =>
  endpoint(planRoute, async ({ body, principal, signal, ...sent }) => {
    await authorizeReading(bus, principal, body.project)
    refuseUnbuilt(body)
    const unknownFields = fieldsWithoutEffect(withoutEffect.plan, { body, ...sent })
    return { status: 200, body: await bus.call(planRun, { request: body, unknownFields }, { principal, signal }) }
  })
