import {
  addProjectMember,
  addProjectMemberRoute,
  createProject,
  createProjectRoute,
  deleteProject,
  deleteProjectRoute,
  getProject,
  getProjectRoute,
  listProjectMembers,
  listProjectMembersRoute,
  listProjects,
  listProjectsRoute,
  patchProjectMemberRoute,
  patchProjectRoute,
  removeProjectMember,
  removeProjectMemberRoute,
  updateProject,
  updateProjectMember,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

export const projectEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    createProjectRoute,
    async ({ body, principal, commandId }) => ({
      status: 201,
      body: await bus.call(createProject, { commandId, project: body }, { principal }),
    }),
    {
      again: {
        of: ({ body }) => body.id,
        read: async (projectId: string, { principal }) => ({
          status: 201,
          body: await bus.call(getProject, { projectId }, { principal }),
        }),
      },
    },
  ),
  endpoint(listProjectsRoute, async ({ principal, signal }) => ({
    status: 200,
    body: await bus.call(listProjects, {}, { principal, signal }),
  })),
  endpoint(getProjectRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getProject, { projectId: params.project_id }, { principal, signal }),
  })),
  endpoint(patchProjectRoute, async ({ params, body, principal, commandId }) => ({
    status: 200,
    body: await bus.call(updateProject, { commandId, projectId: params.project_id, change: body }, { principal }),
  })),
  endpoint(deleteProjectRoute, async ({ params, principal, commandId }) => {
    await bus.call(deleteProject, { commandId, projectId: params.project_id }, { principal })
    return { status: 204 }
  }),
]

export const projectMemberEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(listProjectMembersRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(listProjectMembers, { projectId: params.project_id }, { principal, signal }),
  })),
  endpoint(
    addProjectMemberRoute,
    async ({ params, body, principal, commandId }) => ({
      status: 201,
      body: await bus.call(addProjectMember, { commandId, projectId: params.project_id, member: body }, { principal }),
    }),
    {
      again: {
        of: ({ body }) => body.user_id,
        read: async (userId: string, { params, principal }) => {
          const { members } = await bus.call(listProjectMembers, { projectId: params.project_id }, { principal })
          const member = members.find(({ user_id }) => user_id === userId)
          if (!member) throw new AppError('member_not_found', 'Not a member of the project any more')
          return { status: 201, body: member }
        },
      },
    },
  ),
  endpoint(patchProjectMemberRoute, async ({ params, body, principal, commandId }) => ({
    status: 200,
    body: await bus.call(
      updateProjectMember,
      { commandId, projectId: params.project_id, userId: params.user_id, change: body },
      { principal },
    ),
  })),
  endpoint(removeProjectMemberRoute, async ({ params, principal, commandId }) => {
    await bus.call(
      removeProjectMember,
      { commandId, projectId: params.project_id, userId: params.user_id },
      { principal },
    )
    return { status: 204 }
  }),
]
