import { z } from 'zod'
import { defineRoute } from '../../core/route.ts'
import {
  CreateTask,
  CreateTaskNote,
  ListTaskNotesQuery,
  ListTasksQuery,
  MoveTask,
  PatchTask,
  TaskAction,
  TaskChanged,
  TaskMoved,
  TaskNote,
  TaskNoteList,
  TaskPage,
  TaskRecord,
} from '../tasks.ts'
import { idOf, reader, writer } from './parts.ts'

export const createTaskRoute = defineRoute({
  operationId: 'createTask',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/tasks',
  summary: 'Add a task to a project',
  tags: ['Tasks'],
  body: CreateTask,
  replies: { 201: TaskChanged },
  errors: ['project_access_denied', 'relation_target_not_found', 'task_not_found'],
  auth: writer,
  keeps: 'reference',
})

export const listTasksRoute = defineRoute({
  operationId: 'listTasks',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/tasks',
  summary: 'List tasks, newest first',
  tags: ['Tasks'],
  query: ListTasksQuery,
  replies: { 200: TaskPage },
  errors: ['project_access_denied'],
  auth: reader,
})

export const getTaskRoute = defineRoute({
  operationId: 'getTask',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/tasks/:task_id',
  summary: 'Read one task',
  tags: ['Tasks'],
  params: idOf('task_id'),
  replies: { 200: TaskRecord },
  errors: ['task_not_found'],
  auth: reader,
})

export const patchTaskRoute = defineRoute({
  operationId: 'patchTask',
  surface: 'artifacts',
  method: 'PATCH',
  path: '/api/tasks/:task_id',
  summary: 'Change a task; what is not given stays',
  tags: ['Tasks'],
  params: idOf('task_id'),
  body: PatchTask,
  replies: { 200: TaskChanged },
  errors: [
    'task_not_found',
    'project_access_denied',
    'relation_target_not_found',
    'revision_conflict',
    'invalid_transition',
  ],
  auth: writer,
})

export const deleteTaskRoute = defineRoute({
  operationId: 'deleteTask',
  surface: 'artifacts',
  method: 'DELETE',
  path: '/api/tasks/:task_id',
  summary: 'Delete a task',
  tags: ['Tasks'],
  params: idOf('task_id'),
  replies: { 204: null },
  errors: ['task_not_found', 'project_access_denied'],
  auth: writer,
})

export const moveTaskRoute = defineRoute({
  operationId: 'moveTask',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/tasks/:task_id/:action',
  summary: 'Move a task one step on: start, block, unblock, review, complete or archive',
  tags: ['Tasks'],
  params: z.object({ task_id: z.string().max(200), action: TaskAction }),
  body: MoveTask,
  bodyOptional: true,
  replies: { 200: TaskMoved },
  errors: ['task_not_found', 'project_access_denied', 'invalid_transition', 'revision_conflict'],
  auth: writer,
  keeps: 'reference',
})

export const createTaskNoteRoute = defineRoute({
  operationId: 'createTaskNote',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/tasks/:task_id/notes',
  summary: 'Add a note to a task',
  tags: ['Tasks'],
  params: idOf('task_id'),
  body: CreateTaskNote,
  replies: { 201: TaskNote },
  errors: ['task_not_found', 'project_access_denied', 'entity_not_found'],
  auth: writer,
  keeps: 'reference',
})

export const listTaskNotesRoute = defineRoute({
  operationId: 'listTaskNotes',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/tasks/:task_id/notes',
  summary: 'List the notes of a task, newest first',
  tags: ['Tasks'],
  params: idOf('task_id'),
  query: ListTaskNotesQuery,
  replies: { 200: TaskNoteList },
  errors: ['task_not_found'],
  auth: reader,
})
