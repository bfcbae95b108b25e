import { handbookRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { notBuilt } from '../not-built-yet.ts'
import { authorizeProject } from '../rights.ts'

export const handbook = ({ bus }: { bus: Bus }) =>
  endpoint(handbookRoute, async ({ query: { project }, principal }) => {
    await authorizeProject(bus, principal, { projectId: project, role: 'project_viewer', field: 'project' })
    throw notBuilt()
  })
