import {
  createProject,
  listProjects,
  getProject,
  authorizeProject,
  updateProject,
  deleteProject,
  listProjectMembers,
  addProjectMember,
  updateProjectMember,
  removeProjectMember,
} from './project-calls.ts'
import {
  createEntity,
  getEntity,
  listEntities,
  countEntities,
  deleteEntity,
  createEntities,
  updateEntity,
} from './entity-calls.ts'
import { createTask, getTask, listTasks, updateTask, deleteTask, moveTask } from './task-calls.ts'
import {
  importDocument,
  getDocumentText,
  listDocuments,
  getDocument,
  deleteDocument,
  stageImport,
  startImport,
  getImport,
} from './document-calls.ts'
import { createMemory, getMemory, deleteMemory, recallMemories, inspectSource, correctSource } from './memory-calls.ts'
import { search, explore, expand, contextPack } from './search-calls.ts'
import { findRemembered, rememberArtifact } from './remember-calls.ts'
import { planArtifact, reviewSources } from './synthesis-calls.ts'

export * from './project-calls.ts'
export * from './entity-calls.ts'
export * from './task-calls.ts'
export * from './document-calls.ts'
export * from './memory-calls.ts'
export * from './search-calls.ts'
export * from './remember-calls.ts'
export * from './synthesis-calls.ts'

export const graphCalls = [
  createProject,
  listProjects,
  getProject,
  authorizeProject,
  updateProject,
  deleteProject,
  listProjectMembers,
  addProjectMember,
  updateProjectMember,
  removeProjectMember,
  createEntity,
  getEntity,
  listEntities,
  countEntities,
  deleteEntity,
  createEntities,
  updateEntity,
  createTask,
  getTask,
  listTasks,
  updateTask,
  deleteTask,
  moveTask,
  importDocument,
  getDocumentText,
  listDocuments,
  getDocument,
  deleteDocument,
  stageImport,
  startImport,
  getImport,
  createMemory,
  getMemory,
  deleteMemory,
  recallMemories,
  inspectSource,
  correctSource,
  search,
  explore,
  expand,
  contextPack,
  planArtifact,
  reviewSources,
  rememberArtifact,
  findRemembered,
]
