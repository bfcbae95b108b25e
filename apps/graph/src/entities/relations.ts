import { relationshipTypes, type Principal, type RelationshipType } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { requireChangeable, type View } from '../access/view.ts'
import type { Relation } from '../rows/row.ts'

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
      if (made === undefined && !view.find(to)) throw targetNotFound(`related_to.${i}`)
      return { type, to: made ?? to }
    }),
  )

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

/** New edges of a row in the place of those whose other end the caller can read; the others stay. */
export const replacedRelations = (view: View, old: readonly Relation[], next: readonly Relation[]): Relation[] =>
  distinct([...next, ...old.filter(({ to }) => !view.find(to))])
