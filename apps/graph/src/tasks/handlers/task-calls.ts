import { createTask, deleteTask, getTask, listTasks, moveTask, updateTask } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { TaskService } from '../task.service.ts'

export const taskCalls = (tasks: TaskService) => [
  answer(createTask, ({ commandId, task }, { principal }) => tasks.create(principal, commandId, task)),
  answer(getTask, ({ taskId }, { principal }) => tasks.get(principal, taskId)),
  answer(listTasks, (query, { principal }) => tasks.list(principal, query)),
  answer(updateTask, ({ taskId, change }, { principal }) => tasks.update(principal, taskId, change)),
  answer(deleteTask, async ({ taskId }, { principal }) => {
    await tasks.delete(principal, taskId)
    return { deleted: true as const }
  }),
  answer(moveTask, ({ commandId, taskId, action }, { principal }) => tasks.move(principal, commandId, taskId, action)),
]
