import type { ExploreRequest } from '@synthwright/contracts'
import type { View } from '../access/view.ts'
import { statusOf } from '../rows/row-text.ts'
import type { RowHead } from '../rows/row.ts'
import { taskView } from '../tasks/task-row.ts'

const folded = (text: string | null | undefined): string => (text ?? '').trim().toLowerCase()

/** Whether one of the words that a request lists, separated by commas, is among those of a row; null asks for none. */
const anyOf = (asked: string | null): ((...words: (string | null | undefined)[]) => boolean) => {
  if (asked === null) return () => true
  const wanted = new Set(asked.split(',').map(folded))
  return (...words) => words.some((word) => wanted.has(folded(word)))
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What an exploration asks of a row beside where it stands. A task that says nothing of itself has what tasks have. */
export const exploreFilter = (view: View, request: ExploreRequest): ((row: RowHead) => boolean) => {
  const types = new Set<string>(request.types)
  const projects = new Set<string>(request.project_ids)
  const [status, priority, complexity, tags, feature, category, language] = [
    request.status,
    request.priority,
    request.complexity,
    request.tags,
    request.feature,
    request.category,
    request.language,
  ].map(anyOf) as ReturnType<typeof anyOf>[]
  const isInEpic = (row: RowHead): boolean => {
    const { epic, no_epic } = request
    if (epic === null && !no_epic) return true
    const task = row.type === 'task' ? taskView(view, row) : undefined
    if (epic !== null) return task !== undefined && [task.epic_id, task.parent_task_id].includes(epic)
    return !task?.epic_id
  }
  const has = (row: RowHead): boolean => {
    const known: Record<string, unknown> = row.type === 'task' ? { ...taskView(view, row) } : row.metadata
    return (
      status!(textOf(known.status) ?? statusOf(row)) &&
      priority!(textOf(known.priority)) &&
      complexity!(textOf(known.complexity)) &&
      feature!(textOf(known.feature))
    )
  }
  return (row) =>
    (types.size === 0 || types.has(row.type)) &&
    (projects.size === 0 || projects.has(row.projectId ?? '__unassigned__')) &&
    tags!(...row.tags) &&
    category!(row.category) &&
    language!(...row.languages) &&
    isInEpic(row) &&
    has(row)
}
