import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { progressOf } from '../tasks/progress.ts'
import { taskView } from '../tasks/task-row.ts'

const taskMembers = (view: View, row: RowHead): Record<string, unknown> => {
  const { status, priority, complexity, assignees, technologies, depends_on, epic_id, parent_task_id, feature } =
    taskView(view, row)
  return { status, priority, complexity, assignees, technologies, depends_on, epic_id, parent_task_id, feature }
}

/** What a list tells of a row beside its name: its metadata, where it belongs, and how far its work is. */
export const shownMetadata = (index: TeamIndex, view: View, row: RowHead): Record<string, unknown> => ({
  ...row.metadata,
  project_id: row.projectId,
  category: row.category,
  tags: [...row.tags],
  revision: row.revision,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
  ...(row.type === 'task' ? taskMembers(view, row) : {}),
  ...progressOf(index, view, row),
})
