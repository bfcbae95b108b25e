import { z } from 'zod'
import { optionalList, optionalText, unlessNull, wholeNumber } from '../core/given.ts'

export const taskStatuses = ['backlog', 'todo', 'doing', 'blocked', 'review', 'done', 'archived'] as const
export const TaskStatus = z.enum(taskStatuses)
export type TaskStatus = z.infer<typeof TaskStatus>

export const TaskPriority = z.enum(['critical', 'high', 'medium', 'low', 'someday'])
export const TaskComplexity = z.enum(['trivial', 'simple', 'medium', 'complex', 'epic'])

const word = z.string().trim().min(1).max(200)
const strings = (max: number) => optionalList(word, max)
const replaced = (max: number) => unlessNull(z.array(word).max(max))
const title = z.string().trim().min(1).max(200)
const description = z.string().max(50_000)
const id = z.string().trim().min(1).max(200)

export const CreateTask = z.object({
  title,
  project_id: id,
  description: description
    .nullable()
    .default('')
    .transform((given) => given ?? ''),
  priority: TaskPriority.default('medium'),
  complexity: TaskComplexity.default('medium'),
  status: TaskStatus.default('todo'),
  assignees: strings(50),
  tags: strings(100),
  technologies: strings(50),
  depends_on: strings(100),
  epic_id: optionalText(200),
  parent_task_id: optionalText(200),
  feature: optionalText(200),
})
export type CreateTask = z.output<typeof CreateTask>

/** What is not given stays. */
export const PatchTask = z.object({
  title: unlessNull(title),
  description: unlessNull(description),
  priority: unlessNull(TaskPriority),
  complexity: unlessNull(TaskComplexity),
  status: unlessNull(TaskStatus),
  assignees: replaced(50),
  tags: replaced(100),
  technologies: replaced(50),
  depends_on: replaced(100),
  /** Beside those that are there. */
  add_depends_on: replaced(100),
  remove_depends_on: replaced(100),
  epic_id: id.nullable().optional(),
  parent_task_id: id.nullable().optional(),
  feature: z.string().trim().max(200).nullable().optional(),
  expected_revision: unlessNull(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
})
export type PatchTask = z.output<typeof PatchTask>

/** The task as it stands; what an entity of type task lacks is filled in. */
export const TaskRecord = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  project_id: z.string().nullable(),
  priority: TaskPriority,
  complexity: TaskComplexity,
  status: TaskStatus,
  assignees: z.array(z.string()),
  tags: z.array(z.string()),
  technologies: z.array(z.string()),
  depends_on: z.array(z.string()),
  epic_id: z.string().nullable(),
  parent_task_id: z.string().nullable(),
  feature: z.string().nullable(),
  revision: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type TaskRecord = z.infer<typeof TaskRecord>

export const ListTasksQuery = z.object({
  project_id: z.string().max(200).optional(),
  status: TaskStatus.optional(),
  priority: TaskPriority.optional(),
  assignee: z.string().max(200).optional(),
  epic_id: z.string().max(200).optional(),
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListTasksQuery = z.output<typeof ListTasksQuery>

export const TaskPage = z.object({
  tasks: z.array(TaskRecord),
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  has_more: z.boolean(),
})
export type TaskPage = z.infer<typeof TaskPage>

export const TaskAction = z.enum(['start', 'block', 'unblock', 'review', 'complete', 'archive'])
export type TaskAction = z.infer<typeof TaskAction>

export const TaskMoved = z.object({
  success: z.literal(true),
  action: TaskAction,
  task_id: z.string(),
  message: z.string(),
  data: TaskRecord,
})
export type TaskMoved = z.infer<typeof TaskMoved>

/** A task as it was made or changed: what was done, beside the task itself. */
export const TaskChanged = TaskRecord.extend({
  success: z.literal(true),
  action: z.enum(['create', 'update']),
  task_id: z.string(),
  message: z.string(),
  data: TaskRecord,
})
export type TaskChanged = z.infer<typeof TaskChanged>

export const CreateTaskNote = z.object({
  content: z.string().min(1).max(50_000),
  author_type: z
    .enum(['agent', 'user'])
    .nullable()
    .default('user')
    .transform((given) => given ?? 'user'),
  author_name: z
    .string()
    .trim()
    .max(200)
    .nullable()
    .default('')
    .transform((given) => given ?? ''),
})
export type CreateTaskNote = z.output<typeof CreateTaskNote>

/** A note on a task is an entity of type note that belongs to the task, and citable by the same id. */
export const TaskNote = z.object({
  id: z.string(),
  task_id: z.string(),
  content: z.string(),
  author_type: z.string(),
  author_name: z.string(),
  created_at: z.string(),
})
export type TaskNote = z.infer<typeof TaskNote>

export const ListTaskNotesQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) })

export const TaskNoteList = z.object({ notes: z.array(TaskNote), count: z.int() })

/** What is said with a move of a task; it stays with the task. */
export const MoveTask = z.object({
  /** Takes it on, beside those who have. */
  assignee: optionalText(200),
  reason: optionalText(2_000),
  learnings: optionalText(10_000),
  pr_url: optionalText(2_000),
  commit_shas: optionalList(word, 100),
  actual_hours: z.number().min(0).max(100_000).nullish(),
  expected_revision: unlessNull(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
})
export type MoveTask = z.output<typeof MoveTask>
