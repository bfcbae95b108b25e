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
  answer(createProject, ({ commandId, project }, { principal }) => projects.create(principal, commandId, project)),
  answer(listProjects, (_, { principal }) => projects.list(principal)),
  answer(getProject, ({ projectId }, { principal }) => projects.get(principal, projectId)),
  answer(authorizeProject, ({ projectId, role }, { principal }) => projects.authorize(principal, projectId, role)),
  answer(updateProject, ({ projectId, change }, { principal }) => projects.update(principal, projectId, change)),
  answer(deleteProject, async ({ projectId }, { principal }) => {
    await projects.delete(principal, projectId)
    return { deleted: true as const }
  }),
  answer(listProjectMembers, ({ projectId }, { principal }) => members.list(principal, projectId)),
  answer(addProjectMember, ({ projectId, member: { user_id, role } }, { principal }) =>
    members.add(principal, projectId, user_id, role),
  ),
  answer(updateProjectMember, ({ projectId, userId, change: { role } }, { principal }) =>
    members.update(principal, projectId, userId, role),
  ),
  answer(removeProjectMember, async ({ projectId, userId }, { principal }) => {
    await members.remove(principal, projectId, userId)
    return { deleted: true as const }
  }),
]
