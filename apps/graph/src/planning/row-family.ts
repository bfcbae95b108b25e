import type { EntityType } from '@synthwright/contracts'
import type { RowHead } from '../rows/row.ts'
import { statusOf } from '../rows/row-text.ts'

/** A type, or a type in a state: `task:open` is a task not yet done, `claim:unsupported` a claim that does not hold. */
export type FamilyMember = EntityType | `task:${'open' | 'done' | 'blocked'}` | 'claim:unsupported'

/** Words for work that is finished; what an entity calls its status is up to whoever made it. */
const doneWords = new Set(['done', 'review', 'complete', 'completed', 'closed', 'finished', 'shipped', 'released'])
const droppedWords = new Set(['archived', 'cancelled', 'canceled', 'rejected', 'wontfix', 'dropped'])

const taskStates = (row: RowHead): readonly string[] => {
  const status = statusOf(row)?.toLowerCase() ?? 'todo'
  if (doneWords.has(status)) return ['done']
  if (droppedWords.has(status)) return []
  return status === 'blocked' ? ['open', 'blocked'] : ['open']
}

const isMember = (row: RowHead, member: FamilyMember): boolean => {
  const [type, state] = member.split(':') as [EntityType, string | undefined]
  if (row.type !== type) return false
  if (state === undefined) return true
  return state === 'unsupported' ? row.metadata.supported === false : taskStates(row).includes(state)
}

/** Whether a row is of one of the types a role prefers. */
export const inFamily = (row: RowHead, family: readonly FamilyMember[]): boolean =>
  family.some((member) => isMember(row, member))
