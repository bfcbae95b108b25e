import { TaskStatus, type TaskAction } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { statusOf } from '../rows/row-text.ts'
import type { RowHead } from '../rows/row.ts'

const moves: Record<TaskStatus, readonly TaskStatus[]> = {
  backlog: ['todo'],
  todo: ['doing', 'archived'],
  doing: ['blocked', 'review', 'done', 'todo'],
  blocked: ['doing', 'archived'],
  review: ['doing', 'done', 'archived'],
  done: ['archived'],
  archived: [],
}

const goals: Record<TaskAction, TaskStatus> = {
  start: 'doing',
  block: 'blocked',
  unblock: 'doing',
  review: 'review',
  complete: 'done',
  archive: 'archived',
}

/** Where a task stands; one made as an entity without a word about it is to be done. */
export const taskStatus = (row: RowHead): TaskStatus =>
  TaskStatus.safeParse(statusOf(row)?.toLowerCase()).data ?? 'todo'

const notAllowed = (): AppError =>
  new AppError('invalid_transition', 'The task cannot move there from where it stands', {
    details: { field: 'status' },
  })

/** @throws AppError `invalid_transition` unless a task may move from one status to the other */
export const requireMove = (from: TaskStatus, to: TaskStatus): void => {
  if (from !== to && !moves[from].includes(to)) throw notAllowed()
}

/** Where an action leads from a status. @throws AppError `invalid_transition` */
export const goalOf = (action: TaskAction, from: TaskStatus): TaskStatus => {
  const to = goals[action]
  const isMisplaced = (action === 'unblock') !== (from === 'blocked' && to === 'doing')
  if (from === to || isMisplaced) throw notAllowed()
  requireMove(from, to)
  return to
}
