import { AppError } from '@synthwright/kernel'

const refuse = (message: string): never => {
  throw new AppError('internal', message)
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** Refuses a filter that holds undefined anywhere: the driver would leave that condition out and match more. */
export const checkFilter = <F>(filter: F, path = 'the filter'): F => {
  if (filter === undefined) refuse(`${path} has no value`)
  if (Array.isArray(filter)) filter.forEach((item, index) => checkFilter(item, `${path}[${index}]`))
  else if (isPlain(filter)) for (const [key, value] of Object.entries(filter)) checkFilter(value, `${path}.${key}`)
  return filter
}

/** Refuses an update with an undefined value (`$unset` is the way to take one away) or without operators. */
export const checkUpdate = <U extends object>(update: U): U => {
  for (const [operator, fields] of Object.entries(update)) {
    if (!operator.startsWith('$')) refuse(`an update is made of operators, not of ${operator}`)
    for (const [field, value] of Object.entries((fields ?? {}) as object))
      if (value === undefined) refuse(`${operator}.${field} has no value`)
  }
  return update
}

/** True when the update changes nothing, e.g. a `$set` of no field. */
export const isEmptyUpdate = (update: object): boolean =>
  Object.values(update).every((fields) => Object.keys((fields ?? {}) as object).length === 0)

/** True when at most one document can match. */
export const namesOne = (filter: object): boolean => typeof (filter as { _id?: unknown })._id === 'string'

/** Refuses what the types forbid, for callers whose types were lost: no team, or a team inside the arguments. */
export const checkTeam = (teamId: string, parts: { filter?: object; update?: object; document?: object }): void => {
  if (typeof teamId !== 'string' || teamId === '') refuse('a query of a team needs its id')
  if ('teamId' in (parts.filter ?? {})) refuse('the team is not part of the filter')
  for (const fields of Object.values(parts.update ?? {}))
    if ('teamId' in ((fields ?? {}) as object)) refuse('a document cannot change its team')
  const owner = (parts.document as { teamId?: unknown } | undefined)?.teamId
  if (owner !== undefined && owner !== teamId) refuse('the document belongs to another team')
}
