import {
  TaskComplexity,
  TaskPriority,
  type CreateTask,
  type MoveTask,
  type PatchTask,
  type TaskAction,
  type TaskRecord,
} from '@synthwright/contracts'
import type { View } from '../access/view.ts'
import { targetNotFound } from '../entities/relations.ts'
import type { Relation, RowHead } from '../rows/row.ts'
import { taskStatus } from './task-status.ts'

type Links = Pick<PatchTask, 'depends_on' | 'add_depends_on' | 'remove_depends_on' | 'epic_id' | 'parent_task_id'>

const linkTypes = ['DEPENDS_ON', 'PART_OF', 'CHILD_OF'] as const

const targetsOf = ({ relations }: RowHead, wanted: Relation['type']): string[] =>
  relations.filter(({ type }) => type === wanted).map(({ to }) => to)

/** @throws AppError `relation_target_not_found` naming the field whose target the caller cannot read */
const link = (view: View, type: Relation['type'], to: string, field: string): Relation => {
  if (!view.find(to)) throw targetNotFound(field)
  return { type, to }
}

/** What a task is to depend on: the list that was given, or the one that is there, with some more and some less. */
const nextDependencies = (
  view: View,
  old: readonly Relation[],
  { depends_on, add_depends_on, remove_depends_on }: Links,
): string[] | undefined => {
  if (!depends_on && !add_depends_on && !remove_depends_on) return undefined
  const known = old.filter(({ type, to }) => type === 'DEPENDS_ON' && view.find(to)).map(({ to }) => to)
  const removed = new Set(remove_depends_on)
  return [...(depends_on ?? known), ...(add_depends_on ?? [])].filter((id) => !removed.has(id))
}

/** Edges of a task: what it depends on, and the epic and the task it is part of; those not given stay. */
export const taskRelations = (view: View, old: readonly Relation[], given: Links): Relation[] => {
  const { epic_id, parent_task_id } = given
  const depends_on = nextDependencies(view, old, given)
  const next: Partial<Record<Relation['type'], Relation[]>> = {}
  if (depends_on)
    next.DEPENDS_ON = [...new Set(depends_on)].map((to, i) => link(view, 'DEPENDS_ON', to, `depends_on.${i}`))
  if (epic_id !== undefined) next.PART_OF = epic_id === null ? [] : [link(view, 'PART_OF', epic_id, 'epic_id')]
  if (parent_task_id !== undefined)
    next.CHILD_OF = parent_task_id === null ? [] : [link(view, 'CHILD_OF', parent_task_id, 'parent_task_id')]
  const replaced = linkTypes.filter((type) => next[type])
  // What the caller cannot see it cannot mean to take away.
  const kept = old.filter(({ type, to }) => !(replaced as string[]).includes(type) || !view.find(to))
  return [...kept, ...replaced.flatMap((type) => next[type]!)]
}

/** The metadata of a task's row, as far as it is given. */
export const taskMetadata = (given: Partial<CreateTask> | PatchTask): Record<string, unknown> => {
  const { priority, complexity, status, assignees, technologies, feature } = given
  const written = { priority, complexity, status, assignees, technologies, feature }
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined))
}

/** What was said with a move, as the metadata of the task keeps it. A task that goes on is not blocked any more. */
export const saidMetadata = (row: RowHead, action: TaskAction, said?: MoveTask): Record<string, unknown> => {
  const { assignee, reason, learnings, pr_url, commit_shas = [], actual_hours } = said ?? {}
  const kept = {
    assignees: assignee ? [...new Set([...strings(row.metadata.assignees), assignee])] : null,
    [`${action}_reason`]: reason,
    learnings,
    pr_url,
    commit_shas: commit_shas.length > 0 ? commit_shas : null,
    actual_hours,
  }
  const given = Object.entries(kept).filter(([, value]) => value !== null && value !== undefined)
  return { ...(action === 'unblock' ? { block_reason: null } : {}), ...Object.fromEntries(given) }
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** The task a row stands for; made as an entity, it may lack what tasks have. */
export const taskView = (view: View, row: RowHead): TaskRecord => {
  const { priority, complexity, assignees, technologies, feature } = row.metadata
  const readable = (type: Relation['type']): string[] => targetsOf(row, type).filter((id) => view.find(id))
  return {
    id: row.id,
    title: row.name,
    description: row.description,
    project_id: row.projectId,
    priority: TaskPriority.safeParse(priority).data ?? 'medium',
    complexity: TaskComplexity.safeParse(complexity).data ?? 'medium',
    status: taskStatus(row),
    assignees: strings(assignees),
    tags: [...row.tags],
    technologies: strings(technologies),
    depends_on: readable('DEPENDS_ON'),
    epic_id: readable('PART_OF')[0] ?? null,
    parent_task_id: readable('CHILD_OF')[0] ?? null,
    feature: typeof feature === 'string' ? feature : null,
    revision: row.revision,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}
