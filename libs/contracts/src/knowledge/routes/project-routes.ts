import { defineRoute } from '../../core/route.ts'
import {
  AddProjectMember,
  CreateProject,
  PatchProject,
  PatchProjectMember,
  Project,
  ProjectList,
  ProjectMemberList,
  ProjectMemberView,
} from '../projects.ts'
import { idOf, reader, writer } from './parts.ts'

export const createProjectRoute = defineRoute({
  operationId: 'createProject',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/projects',
  summary: 'Create a project',
  tags: ['Projects'],
  body: CreateProject,
  replies: { 201: Project },
  errors: ['project_not_found'],
  auth: writer,
  keeps: 'reference',
})

export const listProjectsRoute = defineRoute({
  operationId: 'listProjects',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/projects',
  summary: 'List the projects the caller can read',
  tags: ['Projects'],
  replies: { 200: ProjectList },
  errors: [],
  auth: reader,
})

export const getProjectRoute = defineRoute({
  operationId: 'getProject',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/projects/:project_id',
  summary: 'Read one project',
  tags: ['Projects'],
  params: idOf('project_id'),
  replies: { 200: Project },
  errors: ['project_not_found'],
  auth: reader,
})

export const patchProjectRoute = defineRoute({
  operationId: 'patchProject',
  surface: 'artifacts',
  method: 'PATCH',
  path: '/api/projects/:project_id',
  summary: 'Change a project; what is not given stays',
  tags: ['Projects'],
  params: idOf('project_id'),
  body: PatchProject,
  replies: { 200: Project },
  errors: ['project_not_found', 'project_access_denied'],
  auth: writer,
})

export const deleteProjectRoute = defineRoute({
  operationId: 'deleteProject',
  surface: 'artifacts',
  method: 'DELETE',
  path: '/api/projects/:project_id',
  summary: 'Delete a project; its rows stay, for owners and admins of the organisation',
  tags: ['Projects'],
  params: idOf('project_id'),
  replies: { 204: null },
  errors: ['project_not_found', 'project_access_denied'],
  auth: writer,
})

export const listProjectMembersRoute = defineRoute({
  operationId: 'listProjectMembers',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/projects/:project_id/members',
  summary: 'List whom a project names',
  tags: ['Projects'],
  params: idOf('project_id'),
  replies: { 200: ProjectMemberList },
  errors: ['project_not_found'],
  auth: reader,
})

export const addProjectMemberRoute = defineRoute({
  operationId: 'addProjectMember',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/projects/:project_id/members',
  summary: 'Give a user a role in a project, whatever it was',
  tags: ['Projects'],
  params: idOf('project_id'),
  body: AddProjectMember,
  replies: { 201: ProjectMemberView },
  errors: ['project_not_found', 'project_access_denied', 'member_not_found'],
  auth: writer,
  keeps: 'reference',
})

export const patchProjectMemberRoute = defineRoute({
  operationId: 'patchProjectMember',
  surface: 'artifacts',
  method: 'PATCH',
  path: '/api/projects/:project_id/members/:user_id',
  summary: 'Change the role of a member',
  tags: ['Projects'],
  params: idOf('project_id', 'user_id'),
  body: PatchProjectMember,
  replies: { 200: ProjectMemberView },
  errors: ['project_not_found', 'project_access_denied', 'member_not_found'],
  auth: writer,
})

export const removeProjectMemberRoute = defineRoute({
  operationId: 'removeProjectMember',
  surface: 'artifacts',
  method: 'DELETE',
  path: '/api/projects/:project_id/members/:user_id',
  summary: 'Take a member out of a project',
  tags: ['Projects'],
  params: idOf('project_id', 'user_id'),
  replies: { 204: null },
  errors: ['project_not_found', 'project_access_denied', 'member_not_found'],
  auth: writer,
})
