import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { taskStatus } from './task-status.ts'

const tasksOfEpic = (index: TeamIndex, view: View, { id }: RowHead): RowHead[] =>
  index.graph.neighbours(id).flatMap(({ id: from, type, direction }) => {
    const row = direction === 'in' && type === 'PART_OF' ? view.find(from) : undefined
    return row?.type === 'task' ? [row] : []
  })

/** How many tasks there are, how many of them stand where, and the share that is done. */
const workOf = (tasks: readonly RowHead[]): Record<string, unknown> => {
  const counts: Record<string, number> = {}
  for (const task of tasks) {
    const status = taskStatus(task)
    counts[status] = (counts[status] ?? 0) + 1
  }
  const done = counts.done ?? 0
  const share = tasks.length === 0 ? 0 : Math.round((done / tasks.length) * 1_000) / 10
  return { total_tasks: tasks.length, completed_tasks: done, progress_pct: share, status_counts: counts }
}

/** How far the work of an epic is, over the tasks that the caller can read; nothing of other rows. */
export const progressOf = (index: TeamIndex, view: View, row: RowHead): Record<string, unknown> =>
  row.type === 'epic' ? workOf(tasksOfEpic(index, view, row)) : {}

/** The same of a project, for whoever looks at one: it goes over every row. */
export const projectProgress = (index: TeamIndex, view: View, { kind, id }: RowHead): Record<string, unknown> =>
  kind === 'project'
    ? workOf([...index.rows()].filter((row) => row.type === 'task' && row.projectId === id && view.reads(row)))
    : {}
