import type { RelationshipType } from '@synthwright/contracts'

/** How much an edge of a type says about what belongs together; types not named here count 0.7. */
const weights: Partial<Record<RelationshipType, number>> = {
  SUPPORTS: 1,
  DECIDES: 1,
  DOCUMENTED_IN: 1,
  IMPLEMENTED: 0.9,
  REQUIRES: 0.9,
  DEPENDS_ON: 0.9,
  CONTRADICTS: 0.9,
  CONFLICTS_WITH: 0.9,
  PART_OF: 0.8,
  CONTAINS: 0.8,
  MENTIONS: 0.5,
  TOUCHES: 0.5,
  MEMBER_OF: 0.4,
  BELONGS_TO: 0.4,
}

export const edgeWeight = (type: RelationshipType): number => weights[type] ?? 0.7
