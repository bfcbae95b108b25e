import {
  addProjectMember,
  authorizeProject,
  createProject,
  deleteProject,
  getProject,
  listProjectMembers,
  listProjects,
  removeProjectMember,
  updateProject,
  updateProjectMember,
} from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { MemberService } from '../member.service.ts'
import type { ProjectService } from '../project.service.ts'

export const projectCalls = (projects: ProjectService, members: MemberService) => [
  answer(createProject, ({ project }, { principal, command }) => projects.create(principal, command, project)),
  answer(listProjects, (_, { principal }) => projects.list(principal)),
  answer(getProject, ({ projectId }, { principal }) => projects.get(principal, projectId)),
  answer(authorizeProject, ({ projectId, role }, { principal }) => projects.authorize(principal, projectId, role)),
  answer(updateProject, ({ projectId, change }, { principal, command }) =>
    projects.update(principal, command, projectId, change),
  ),
  answer(deleteProject, async ({ projectId }, { principal, command }) => {
    await projects.delete(principal, command, projectId)
    return { deleted: true as const }
  }),
  answer(listProjectMembers, ({ projectId }, { principal }) => members.list(principal, projectId)),
  answer(addProjectMember, ({ projectId, member: { user_id, role } }, { principal, command }) =>
    members.add(principal, command, projectId, user_id, role),
  ),
  answer(updateProjectMember, ({ projectId, userId, change: { role } }, { principal, command }) =>
    members.update(principal, command, projectId, userId, role),
  ),
  answer(removeProjectMember, async ({ projectId, userId }, { principal, command }) => {
    await members.remove(principal, command, projectId, userId)
    return { deleted: true as const }
  }),
]
