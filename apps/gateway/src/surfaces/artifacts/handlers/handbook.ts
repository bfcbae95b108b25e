import { composeHandbook, getArtifactRun, HandbookResponse, handbookRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import { stage } from '@synthwright/kernel'
import type { ArtifactParts } from '../parts.ts'
import { authorizeProject } from '../rights.ts'
import { assertSucceeded } from '../run-answer.ts'

export const handbook = ({ bus }: Pick<ArtifactParts, 'bus'>) =>
  endpoint(
    handbookRoute,
    async ({ query: { project }, principal, principalNow, signal, requestId, commandId }) => {
      const { run_id: runId } = await bus.call(
        composeHandbook,
        { commandId, project, requestId },
        { principal, signal },
      )
      // Composing takes its time: the text is shown to who may read its sources by then.
      const record = await bus.call(getArtifactRun, { runId }, { principal: await principalNow(), signal })
      assertSucceeded(record)
      return { status: 200, body: await stage(() => HandbookResponse.parse(record)) }
    },
    {
      admit: ({ query: { project }, principal }) =>
        authorizeProject(bus, principal, { projectId: project, role: 'project_viewer', field: 'project' }),
    },
  )
