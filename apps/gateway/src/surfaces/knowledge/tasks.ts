import {
  createTask,
  createTaskRoute,
  deleteTask,
  deleteTaskRoute,
  getTask,
  getTaskRoute,
  listTasks,
  listTasksRoute,
  moveTask,
  moveTaskRoute,
  patchTaskRoute,
  updateTask,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const taskEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(createTaskRoute, async ({ body, principal, commandId }) => ({
    status: 201,
    body: await bus.call(createTask, { commandId, task: body }, { principal }),
  })),
  endpoint(listTasksRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await bus.call(listTasks, query, { principal, signal }),
  })),
  endpoint(getTaskRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getTask, { taskId: params.task_id }, { principal, signal }),
  })),
  endpoint(patchTaskRoute, async ({ params, body, principal, commandId }) => ({
    status: 200,
    body: await bus.call(updateTask, { commandId, taskId: params.task_id, change: body }, { principal }),
  })),
  endpoint(deleteTaskRoute, async ({ params, principal, commandId }) => {
    await bus.call(deleteTask, { commandId, taskId: params.task_id }, { principal })
    return { status: 204 }
  }),
  endpoint(moveTaskRoute, async ({ params: { task_id, action }, principal, commandId }) => ({
    status: 200,
    body: await bus.call(moveTask, { commandId, taskId: task_id, action }, { principal }),
  })),
]
