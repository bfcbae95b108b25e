import { createTask, deleteTask, getTask, listTasks, moveTask, updateTask } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { TaskService } from '../task.service.ts'

export const taskCalls = (tasks: TaskService) => [
  answer(createTask, ({ task }, { principal, command }) => tasks.create(principal, command, task)),
  answer(getTask, ({ taskId }, { principal }) => tasks.get(principal, taskId)),
  answer(listTasks, (query, { principal }) => tasks.list(principal, query)),
  answer(updateTask, ({ taskId, change }, { principal, command }) => tasks.update(principal, command, taskId, change)),
  answer(deleteTask, async ({ taskId }, { principal, command }) => {
    await tasks.delete(principal, command, taskId)
    return { deleted: true as const }
  }),
  answer(moveTask, ({ taskId, action, said }, { principal, command }) =>
    tasks.move(principal, command, taskId, action, said),
  ),
]
