import { relationshipTypes, type Principal, type RelationshipType } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { projectAccessDenied, requireChangeable, type View } from '../access/view.ts'
import { isArtifactEntity } from '../rows/made-from.ts'
import type { Relation, RowHead } from '../rows/row.ts'
import { isMasked, isWithheld } from '../rows/shown-row.ts'

const typeByPrefix = new Map<string, RelationshipType>(relationshipTypes.map((type) => [type.toLowerCase(), type]))

/** `ID` is a RELATED_TO edge; a relationship in lower case before a colon names another. */
export const parseRelation = (written: string): Relation => {
  const colon = written.indexOf(':')
  const type = colon < 0 ? undefined : typeByPrefix.get(written.slice(0, colon).trim())
  return type ? { type, to: written.slice(colon + 1).trim() } : { type: 'RELATED_TO', to: written }
}

const distinct = (relations: readonly Relation[]): Relation[] => [
  ...new Map(relations.map((relation) => [`${relation.type} ${relation.to}`, relation])).values(),
]

export const targetNotFound = (field: string): AppError =>
  new AppError('relation_target_not_found', 'Relation target not found', { details: { field } })

/** Ids of rows that are being made together, by how they name each other. */
export type References = ReadonlyMap<string, string>

/**
 * Edges of a row, each once and in the order they were given.
 * @throws AppError `relation_target_not_found` naming the entry whose target the caller cannot read
 */
export const readableRelations = (
  view: View,
  relatedTo: readonly string[],
  references: References = new Map(),
): Relation[] =>
  distinct(
    relatedTo.map((written, i) => {
      const { type, to } = parseRelation(written)
      const made = references.get(to)
      const target = made === undefined ? view.find(to) : undefined
      // Nothing can be made of what nobody can read.
      const isUnusable = !target || (type === 'DERIVED_FROM' && isMasked(target))
      if (made === undefined && isUnusable) throw targetNotFound(`related_to.${i}`)
      return { type, to: made ?? to }
    }),
  )

const isDerivation = ({ type }: Relation): boolean => type === 'DERIVED_FROM'

/**
 * A row falls and rises with what it was made from: whoever did not make it does not say what that was, lest anybody's
 * text be taken from its readers by an edge.
 * @throws AppError `project_access_denied` for a new DERIVED_FROM edge of somebody else's row
 */
export const requireOwnDerivation = ({ userId }: Principal, row: RowHead, relations: readonly Relation[]): void => {
  const known = new Set(row.relations.filter(isDerivation).map(({ to }) => to))
  const isNew = relations.some((relation) => isDerivation(relation) && !known.has(relation.to))
  if (isNew && row.createdBy !== userId) throw projectAccessDenied('related_to')
}

/**
 * A row that is replaced is changed: it leaves the searches and plans of everybody.
 * @throws AppError `project_access_denied` for one that the principal may only read
 */
export const requireRetirable = (view: View, principal: Principal, relations: readonly Relation[]): void => {
  for (const { type, to } of relations) {
    const target = type === 'SUPERSEDES' ? view.find(to) : undefined
    if (target) requireChangeable(view, principal, target, 'related_to')
  }
}

/**
 * New edges of a shown row in the place of those whose other end the caller can read; the others stay. What an artifact
 * was made from stays too, and of any row what it is withheld for: without these edges the text would be back.
 */
export const replacedRelations = (view: View, row: RowHead, next: readonly Relation[]): Relation[] => {
  const keepsDerivations = isArtifactEntity(row) || isWithheld(row)
  const isKept = (edge: Relation): boolean => !view.find(edge.to) || (keepsDerivations && isDerivation(edge))
  return distinct([...next, ...row.relations.filter(isKept)])
}
