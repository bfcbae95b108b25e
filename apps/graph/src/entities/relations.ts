import { relationshipTypes, type RelationshipType } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { View } from '../access/view.ts'
import type { Relation } from '../rows/row.ts'

const typeByPrefix = new Map<string, RelationshipType>(relationshipTypes.map((type) => [type.toLowerCase(), type]))

/** `ID` is a RELATED_TO edge; a relationship in lower case before a colon names another. */
export const parseRelation = (written: string): Relation => {
  const colon = written.indexOf(':')
  const type = colon < 0 ? undefined : typeByPrefix.get(written.slice(0, colon).trim())
  return type ? { type, to: written.slice(colon + 1).trim() } : { type: 'RELATED_TO', to: written }
}

/**
 * Edges of a new row, each once and in the order they were given.
 * @throws AppError `relation_target_not_found` naming the entry whose target the caller cannot read
 */
export const readableRelations = (view: View, relatedTo: readonly string[]): Relation[] => {
  const relations = new Map<string, Relation>()
  relatedTo.forEach((written, i) => {
    const relation = parseRelation(written)
    if (!view.find(relation.to))
      throw new AppError('relation_target_not_found', 'Relation target not found', {
        details: { field: `related_to.${i}` },
      })
    relations.set(`${relation.type} ${relation.to}`, relation)
  })
  return [...relations.values()]
}
