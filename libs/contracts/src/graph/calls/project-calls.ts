import { z } from 'zod'
import { defineCall } from '../../core/call.ts'
import {
  AddProjectMember,
  CreateProject,
  PatchProject,
  PatchProjectMember,
  Project,
  ProjectList,
  ProjectMemberList,
  ProjectMemberView,
  ProjectRole,
} from '../../knowledge/projects.ts'
import { commandId, lateCommandId, service } from './parts.ts'

export const createProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-project',
  request: z.object({ commandId, project: CreateProject }),
  reply: Project,
  errors: ['project_access_denied', 'project_not_found'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const listProjects = defineCall({
  service,
  callers: ['gateway', 'jobs'],
  name: 'list-projects',
  request: z.object({}),
  reply: ProjectList,
  errors: [],
  timeoutMs: 5_000,
  effect: 'read',
})

export const getProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-project',
  request: z.object({ projectId: z.string() }),
  reply: Project,
  errors: ['project_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

/** Refuses unless the principal has at least `role` in the project; unknown and unreadable projects are one case. */
export const authorizeProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'authorize-project',
  request: z.object({ projectId: z.string(), role: ProjectRole }),
  reply: z.object({ role: ProjectRole }),
  errors: ['project_access_denied'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const updateProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'update-project',
  request: z.object({ commandId: lateCommandId, projectId: z.string(), change: PatchProject }),
  reply: Project,
  errors: ['project_not_found', 'project_access_denied'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const deleteProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-project',
  request: z.object({ commandId: lateCommandId, projectId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['project_not_found', 'project_access_denied'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const listProjectMembers = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-project-members',
  request: z.object({ projectId: z.string() }),
  reply: ProjectMemberList,
  errors: ['project_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const addProjectMember = defineCall({
  service,
  callers: ['gateway'],
  name: 'add-project-member',
  request: z.object({ commandId: lateCommandId, projectId: z.string(), member: AddProjectMember }),
  reply: ProjectMemberView,
  errors: ['project_not_found', 'project_access_denied'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const updateProjectMember = defineCall({
  service,
  callers: ['gateway'],
  name: 'update-project-member',
  request: z.object({
    commandId: lateCommandId,
    projectId: z.string(),
    userId: z.string(),
    change: PatchProjectMember,
  }),
  reply: ProjectMemberView,
  errors: ['project_not_found', 'project_access_denied', 'member_not_found'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const removeProjectMember = defineCall({
  service,
  callers: ['gateway'],
  name: 'remove-project-member',
  request: z.object({ commandId: lateCommandId, projectId: z.string(), userId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['project_not_found', 'project_access_denied', 'member_not_found'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})
