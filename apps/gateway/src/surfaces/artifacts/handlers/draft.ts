import { DraftResponse, draftRoute, getArtifactRun, startDraft } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import { stage } from '@synthwright/kernel'
import { waitForRun } from '../../runs/wait-for-run.ts'
import type { ArtifactParts } from '../parts.ts'
import { authorizeReading, authorizeRemembering } from '../rights.ts'
import { withSectionCap } from '../section-cap.ts'
import { accepted, againOfRun, assertSucceeded } from '../run-answer.ts'

export const draft = ({ bus, runs, room, hidden, deadlineMs }: ArtifactParts) =>
  endpoint(
    draftRoute,
    async ({ body, principal, principalNow, signal, preferAsync, requestId, commandId, unknownFields, sentFields }) => {
      const deadlineAt = Date.now() + deadlineMs
      const start = { commandId, request: withSectionCap(body, sentFields), unknownFields, deadlineMs, requestId }
      const { runId } = await bus.call(startDraft, start, { principal })
      const read = async () => bus.call(getArtifactRun, { runId }, { principal: await principalNow(), signal })
      const wait = { principal, runId, deadlineAt, signal, read }
      const record = preferAsync ? undefined : await waitForRun({ bus, runs }, wait)
      if (!record) return accepted(runId, preferAsync)
      assertSucceeded(record)
      hidden.tell(principal, record)
      return { status: 200, body: await stage(() => DraftResponse.parse(record)) }
    },
    {
      again: againOfRun(bus, (record) => DraftResponse.parse(record)),
      admit: async ({ body, principal, preferAsync }) => {
        hidden.assertMayAsk(principal)
        await authorizeReading(bus, principal, body.project)
        await authorizeRemembering(bus, principal, body)
        return preferAsync ? undefined : room.enter(principal)
      },
    },
  )
