import { startVerify, VerifyResponse, verifyRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import { newId } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { fieldsWithoutEffect, refuseUnbuilt, withoutEffect } from '../not-built-yet.ts'
import { authorizeRemembering } from '../rights.ts'
import { accepted, assertSucceeded } from '../run-answer.ts'
import { waitForRun } from '../wait-for-run.ts'

/** @param deadlineMs how long one verification may be waited for */
export const verify = ({ bus, deadlineMs }: { bus: Bus; deadlineMs: number }) =>
  endpoint(verifyRoute, async ({ body, principal, signal, preferAsync, ...sent }) => {
    const deadlineAt = Date.now() + deadlineMs
    await authorizeRemembering(bus, principal, body)
    refuseUnbuilt(body)
    const unknownFields = fieldsWithoutEffect(withoutEffect.verify, { body, ...sent })
    const start = { commandId: newId('command'), request: body, unknownFields, deadlineMs }
    const { runId } = await bus.call(startVerify, start, { principal })
    const record = preferAsync ? undefined : await waitForRun(bus, { principal, runId, deadlineAt, signal })
    if (!record) return accepted(runId, preferAsync)
    assertSucceeded(record)
    return { status: 200, body: VerifyResponse.parse(record) }
  })
