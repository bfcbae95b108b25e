import {
  createProjectRoute,
  listProjectsRoute,
  getProjectRoute,
  patchProjectRoute,
  deleteProjectRoute,
  listProjectMembersRoute,
  addProjectMemberRoute,
  patchProjectMemberRoute,
  removeProjectMemberRoute,
} from './project-routes.ts'
import {
  createEntityRoute,
  listEntitiesRoute,
  countEntitiesRoute,
  getEntityRoute,
  deleteEntityRoute,
  bulkCreateEntitiesRoute,
  patchEntityRoute,
} from './entity-routes.ts'
import {
  createTaskRoute,
  listTasksRoute,
  getTaskRoute,
  patchTaskRoute,
  deleteTaskRoute,
  moveTaskRoute,
  createTaskNoteRoute,
  listTaskNotesRoute,
} from './task-routes.ts'
import { patchEpicRoute, moveEpicRoute } from './epic-routes.ts'
import {
  importDocumentRoute,
  documentTextRoute,
  listDocumentsRoute,
  getDocumentRoute,
  deleteDocumentRoute,
  createImportRoute,
  getImportRoute,
} from './document-routes.ts'
import {
  createMemoryRoute,
  getMemoryRoute,
  deleteMemoryRoute,
  recallMemoriesRoute,
  inspectSourceRoute,
  correctSourceRoute,
  previewCorrectionRoute,
  listAuditEventsRoute,
} from './memory-routes.ts'
import { searchRoute, exploreRoute, expandRoute, contextPackRoute } from './search-routes.ts'

export * from './project-routes.ts'
export * from './entity-routes.ts'
export * from './task-routes.ts'
export * from './epic-routes.ts'
export * from './document-routes.ts'
export * from './memory-routes.ts'
export * from './search-routes.ts'

export const knowledgeRoutes = [
  createProjectRoute,
  listProjectsRoute,
  getProjectRoute,
  patchProjectRoute,
  deleteProjectRoute,
  listProjectMembersRoute,
  addProjectMemberRoute,
  patchProjectMemberRoute,
  removeProjectMemberRoute,
  createEntityRoute,
  listEntitiesRoute,
  countEntitiesRoute,
  getEntityRoute,
  deleteEntityRoute,
  bulkCreateEntitiesRoute,
  patchEntityRoute,
  createTaskRoute,
  listTasksRoute,
  getTaskRoute,
  patchTaskRoute,
  deleteTaskRoute,
  moveTaskRoute,
  createTaskNoteRoute,
  listTaskNotesRoute,
  patchEpicRoute,
  moveEpicRoute,
  importDocumentRoute,
  documentTextRoute,
  listDocumentsRoute,
  getDocumentRoute,
  deleteDocumentRoute,
  createImportRoute,
  getImportRoute,
  createMemoryRoute,
  getMemoryRoute,
  deleteMemoryRoute,
  recallMemoriesRoute,
  inspectSourceRoute,
  correctSourceRoute,
  previewCorrectionRoute,
  listAuditEventsRoute,
  searchRoute,
  exploreRoute,
  expandRoute,
  contextPackRoute,
]
