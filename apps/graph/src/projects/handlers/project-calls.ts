import { authorizeProject, createProject, getProject, listProjects } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { ProjectService } from '../project.service.ts'

export const projectCalls = (projects: ProjectService) => [
  answer(createProject, ({ commandId, project }, { principal }) => projects.create(principal, commandId, project)),
  answer(listProjects, (_, { principal }) => projects.list(principal)),
  answer(getProject, ({ projectId }, { principal }) => projects.get(principal, projectId)),
  answer(authorizeProject, ({ projectId, role }, { principal }) => projects.authorize(principal, projectId, role)),
]
