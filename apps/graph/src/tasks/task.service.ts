import type {
  CreateTask,
  ListTasksQuery,
  MoveTask,
  PatchEntity,
  PatchTask,
  Principal,
  TaskAction,
  TaskMoved,
  TaskPage,
  TaskRecord,
} from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import { compareIds } from '@synthwright/retrieval'
import { requireChangeable, requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { changedEntity } from '../entities/changed-entity.ts'
import { requireRevision } from '../entities/entity.service.ts'
import { entityRow } from '../entities/entity-view.ts'
import { tombstoneOf, type RowHead } from '../rows/row.ts'
import { saidMetadata, taskMetadata, taskRelations, taskView } from './task-row.ts'
import { goalOf, requireMove, taskStatus } from './task-status.ts'

export type TaskService = ReturnType<typeof createTaskService>

const requireTask = (view: View, taskId: string): RowHead => {
  const row = view.find(taskId)
  if (row?.kind !== 'entity' || row.type !== 'task') throw new AppError('task_not_found', 'Task not found')
  return row
}

const matcherOf = (view: View, query: ListTasksQuery): ((row: RowHead) => boolean) => {
  const { project_id, status, priority, assignee, epic_id } = query
  return (row) => {
    if (row.kind !== 'entity' || row.type !== 'task' || !view.reads(row)) return false
    if (project_id !== undefined && row.projectId !== project_id) return false
    const task = taskView(view, row)
    return (
      (status === undefined || task.status === status) &&
      (priority === undefined || task.priority === priority) &&
      (assignee === undefined || task.assignees.includes(assignee)) &&
      (epic_id === undefined || task.epic_id === epic_id)
    )
  }
}

export const createTaskService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => {
  const now = (): string => clock.date().toISOString()

  const get = (principal: Principal, taskId: string): Promise<TaskRecord> =>
    replicas.of(principal.teamId).read((index) => {
      const view = viewOf(index, principal)
      return taskView(view, requireTask(view, taskId))
    })

  return {
    get,

    async create(principal: Principal, command: Command, task: CreateTask): Promise<TaskRecord> {
      const id = await replicas.of(principal.teamId).create(command, (index) => {
        const view = viewOf(index, principal)
        requireProject(view, task.project_id, 'project_contributor', 'project_id')
        const entity = {
          name: task.title,
          description: task.description,
          content: '',
          entity_type: 'task' as const,
          category: null,
          languages: [],
          tags: task.tags,
          metadata: { project_id: task.project_id, ...taskMetadata(task) },
          related_to: [],
          retrieval_keys: [],
        }
        return entityRow(entity, taskRelations(view, [], task), principal.userId, command.id, now())
      })
      return get(principal, id)
    },

    /** Tasks the principal can read, newest first. */
    list: (principal: Principal, query: ListTasksQuery): Promise<TaskPage> =>
      replicas.of(principal.teamId).read((index) => {
        const view = viewOf(index, principal)
        const { project_id, page, page_size } = query
        if (project_id !== undefined) requireProject(view, project_id, 'project_viewer', 'project_id')
        const found = [...index.rows()]
          .filter(matcherOf(view, query))
          .sort((a, b) => compareIds(b.createdAt, a.createdAt) || compareIds(a.id, b.id))
        const tasks = found.slice((page - 1) * page_size, page * page_size).map((row) => taskView(view, row))
        return { tasks, total: found.length, page, page_size, has_more: page * page_size < found.length }
      }),

    async update(principal: Principal, command: Command, taskId: string, change: PatchTask): Promise<TaskRecord> {
      await replicas.of(principal.teamId).change(command, async (index, texts) => {
        const view = viewOf(index, principal)
        requireChangeable(view, principal, requireTask(view, taskId), 'task_id')
        const row = index.original(taskId)!
        requireRevision(row, change.expected_revision)
        if (change.status !== undefined) requireMove(taskStatus(row), change.status)
        const { title, description, tags } = change
        const given = Object.entries({ name: title, description, tags }).filter(([, value]) => value !== undefined)
        const patch: PatchEntity = { ...Object.fromEntries(given), metadata: taskMetadata(change) }
        const relations = taskRelations(view, row.relations, change)
        const at = now()
        const content = (await texts([row])).get(taskId)!
        return [changedEntity(row, content, patch, relations, at)]
      })
      return get(principal, taskId)
    },

    async delete(principal: Principal, command: Command, taskId: string): Promise<void> {
      await replicas.of(principal.teamId).change(command, (index) => {
        const view = viewOf(index, principal)
        const row = requireTask(view, taskId)
        requireChangeable(view, principal, row, 'task_id')
        return [tombstoneOf(row)]
      })
    },

    /** One step on its way; a repeated command has one effect. */
    async move(
      principal: Principal,
      command: Command,
      taskId: string,
      action: TaskAction,
      said?: MoveTask,
    ): Promise<TaskMoved> {
      await replicas.of(principal.teamId).change(command, async (index, texts) => {
        const view = viewOf(index, principal)
        requireChangeable(view, principal, requireTask(view, taskId), 'task_id')
        const row = index.original(taskId)!
        requireRevision(row, said?.expected_revision)
        const status = goalOf(action, taskStatus(row))
        const at = now()
        const content = (await texts([row])).get(taskId)!
        const metadata = { status, ...saidMetadata(row, action, said) }
        return [changedEntity(row, content, { metadata }, row.relations, at)]
      })
      const data = await get(principal, taskId)
      return { success: true, action, task_id: taskId, message: `The task is ${data.status} now`, data }
    },
  }
}
