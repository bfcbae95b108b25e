import {
  createTask,
  createTaskRoute,
  deleteTask,
  deleteTaskRoute,
  getTask,
  getTaskRoute,
  listTasksRoute,
  moveTask,
  moveTaskRoute,
  patchTaskRoute,
  updateTask,
  type TaskChanged,
  type TaskMoved,
  type TaskRecord,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { listTaskPage } from './long-pages.ts'

/** The task, and beside it what was done in the words that every change of a task is told in. */
const changed = (action: TaskChanged['action'], task: TaskRecord): TaskChanged => ({
  ...task,
  success: true,
  action,
  task_id: task.id,
  message: action === 'create' ? 'The task was created' : 'The task was changed',
  data: task,
})

export const taskEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    createTaskRoute,
    async ({ body, principal, commandId }) => ({
      status: 201,
      body: changed('create', await bus.call(createTask, { commandId, task: body }, { principal })),
    }),
    {
      again: {
        of: ({ body }) => body.id,
        read: async (taskId: string, { principal }) => ({
          status: 201,
          body: changed('create', await bus.call(getTask, { taskId }, { principal })),
        }),
      },
    },
  ),
  endpoint(listTasksRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await listTaskPage(bus, query, { principal, signal }),
  })),
  endpoint(getTaskRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getTask, { taskId: params.task_id }, { principal, signal }),
  })),
  endpoint(patchTaskRoute, async ({ params, body, principal, commandId }) => ({
    status: 200,
    body: changed(
      'update',
      await bus.call(updateTask, { commandId, taskId: params.task_id, change: body }, { principal }),
    ),
  })),
  endpoint(deleteTaskRoute, async ({ params, principal, commandId }) => {
    await bus.call(deleteTask, { commandId, taskId: params.task_id }, { principal })
    return { status: 204 }
  }),
  endpoint(
    moveTaskRoute,
    async ({ params: { task_id, action }, body, principal, commandId }) => ({
      status: 200,
      body: await bus.call(moveTask, { commandId, taskId: task_id, action, said: body }, { principal }),
    }),
    {
      again: {
        of: ({ body: { data: _, ...moved } }) => moved,
        read: async (moved: Omit<TaskMoved, 'data'>, { principal }) => ({
          status: 200,
          body: { ...moved, data: await bus.call(getTask, { taskId: moved.task_id }, { principal }) },
        }),
      },
    },
  ),
]
