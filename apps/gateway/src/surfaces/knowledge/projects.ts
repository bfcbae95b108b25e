import {
  createProject,
  createProjectRoute,
  getProject,
  getProjectRoute,
  listProjects,
  listProjectsRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { newId } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

export const projectEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(createProjectRoute, async ({ body, principal }) => ({
    status: 201,
    body: await bus.call(createProject, { commandId: newId('command'), project: body }, { principal }),
  })),
  endpoint(listProjectsRoute, async ({ principal, signal }) => ({
    status: 200,
    body: await bus.call(listProjects, {}, { principal, signal }),
  })),
  endpoint(getProjectRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getProject, { projectId: params.project_id }, { principal, signal }),
  })),
]
