import type { EntityType } from '@synthwright/contracts'
import type { ReaderClass } from '@synthwright/grounding'

/** Types of sources that serve a kind of reader best. */
export const preferredTypes: Record<ReaderClass, readonly EntityType[]> = {
  newcomer: ['guide', 'topic', 'document'],
  executive: ['decision', 'milestone', 'plan'],
  auditor: ['decision', 'claim', 'event'],
  practitioner: [],
}
