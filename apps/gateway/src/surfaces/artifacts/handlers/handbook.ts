import { composeHandbook, handbookRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { ArtifactParts } from '../parts.ts'
import { authorizeProject } from '../rights.ts'

export const handbook = ({ bus }: Pick<ArtifactParts, 'bus'>) =>
  endpoint(
    handbookRoute,
    async ({ query: { project }, principal, signal, requestId, commandId }) => ({
      status: 200,
      body: await bus.call(composeHandbook, { commandId, project, requestId }, { principal, signal }),
    }),
    {
      admit: ({ query: { project }, principal }) =>
        authorizeProject(bus, principal, { projectId: project, role: 'project_viewer', field: 'project' }),
    },
  )
