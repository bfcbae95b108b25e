import type { EntityType } from '@synthwright/contracts'
import type { RowHead } from '../rows/row.ts'
import { statusOf } from '../rows/row-text.ts'

/** A type, or a type in a state: `task:open` is a task not yet done, `claim:unsupported` a claim that does not hold. */
export type FamilyMember = EntityType | `task:${'open' | 'done' | 'blocked'}` | 'claim:unsupported'

const statesOf = {
  open: ['backlog', 'todo', 'doing', 'blocked'],
  done: ['done', 'review'],
  blocked: ['blocked'],
} as const

const taskStatus = (row: RowHead): string => statusOf(row)?.toLowerCase() ?? 'todo'

const isMember = (row: RowHead, member: FamilyMember): boolean => {
  const [type, state] = member.split(':') as [EntityType, keyof typeof statesOf | 'unsupported' | undefined]
  if (row.type !== type) return false
  if (state === undefined) return true
  return state === 'unsupported'
    ? row.metadata.supported === false
    : (statesOf[state] as readonly string[]).includes(taskStatus(row))
}

/** Whether a row is of one of the types a role prefers. */
export const inFamily = (row: RowHead, family: readonly FamilyMember[]): boolean =>
  family.some((member) => isMember(row, member))
