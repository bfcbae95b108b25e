import { z } from 'zod'
import { defineCall } from '../../core/call.ts'
import {
  CreateTask,
  ListTasksQuery,
  MoveTask,
  PatchTask,
  TaskAction,
  TaskMoved,
  TaskPage,
  TaskRecord,
} from '../../knowledge/tasks.ts'
import { commandId, lateCommandId, service } from './parts.ts'

export const createTask = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-task',
  request: z.object({ commandId, task: CreateTask }),
  reply: TaskRecord,
  errors: ['project_access_denied', 'relation_target_not_found', 'task_not_found'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const getTask = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-task',
  request: z.object({ taskId: z.string() }),
  reply: TaskRecord,
  errors: ['task_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const listTasks = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-tasks',
  request: ListTasksQuery,
  reply: TaskPage,
  errors: ['project_access_denied'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const updateTask = defineCall({
  service,
  callers: ['gateway'],
  name: 'update-task',
  request: z.object({ commandId: lateCommandId, taskId: z.string(), change: PatchTask }),
  reply: TaskRecord,
  errors: [
    'task_not_found',
    'project_access_denied',
    'relation_target_not_found',
    'revision_conflict',
    'invalid_transition',
  ],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const deleteTask = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-task',
  request: z.object({ commandId: lateCommandId, taskId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['task_not_found', 'project_access_denied'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const moveTask = defineCall({
  service,
  callers: ['gateway'],
  name: 'move-task',
  request: z.object({
    commandId,
    taskId: z.string(),
    action: TaskAction,
    /** Absent in messages of the release before. */
    said: MoveTask.optional(),
  }),
  reply: TaskMoved,
  errors: ['task_not_found', 'project_access_denied', 'invalid_transition', 'revision_conflict'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})
