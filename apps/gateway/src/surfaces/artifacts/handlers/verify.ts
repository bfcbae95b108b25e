import { getArtifactRun, startVerify, VerifyResponse, verifyRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import { stage } from '@synthwright/kernel'
import { waitForRun } from '../../runs/wait-for-run.ts'
import type { ArtifactParts } from '../parts.ts'
import { authorizeRemembering } from '../rights.ts'
import { accepted, againOfRun, assertSucceeded } from '../run-answer.ts'

export const verify = ({ bus, runs, room, deadlineMs }: ArtifactParts) =>
  endpoint(
    verifyRoute,
    async ({ body, principal, principalNow, signal, preferAsync, requestId, commandId, unknownFields }) => {
      const deadlineAt = Date.now() + deadlineMs
      const start = { commandId, request: body, unknownFields, deadlineMs, requestId }
      const { runId } = await bus.call(startVerify, start, { principal })
      const read = async () => bus.call(getArtifactRun, { runId }, { principal: await principalNow(), signal })
      const wait = { principal, runId, deadlineAt, signal, read }
      const record = preferAsync ? undefined : await waitForRun({ bus, runs }, wait)
      if (!record) return accepted(runId, preferAsync)
      assertSucceeded(record)
      return { status: 200, body: await stage(() => VerifyResponse.parse(record)) }
    },
    {
      again: againOfRun(bus, (record) => VerifyResponse.parse(record)),
      admit: async ({ body, principal, preferAsync }) => {
        await authorizeRemembering(bus, principal, body)
        return preferAsync ? undefined : room.enter(principal)
      },
    },
  )
