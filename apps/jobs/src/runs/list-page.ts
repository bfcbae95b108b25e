import type { Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { RunFilter, RunRepository } from '../engine/run.repository.ts'
import type { RunDocument } from '../engine/run.ts'
import { visibleRuns } from './visibility.ts'

const encodeCursor = ({ createdAt, _id }: RunDocument): string =>
  Buffer.from(JSON.stringify([createdAt.getTime(), _id])).toString('base64url')

/** The position after which a page begins. */
const readCursor = (cursor: string): { createdAt: Date; id: string } => {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown]
    if (typeof time === 'number' && Number.isFinite(time) && typeof id === 'string')
      return { createdAt: new Date(time), id }
  } catch {
    // falls through to the refusal below
  }
  throw new AppError('validation_failed', 'The cursor is not one that a list gave', {
    details: { field: 'cursor', expected: 'next_cursor of an earlier page', actual: 'string' },
  })
}

const after = ({ createdAt, id }: { createdAt: Date; id: string }): RunFilter => ({
  $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
})

/** What every list of runs may be narrowed by. */
export interface ListQuery {
  project?: string | undefined
  since?: string | undefined
  until?: string | undefined
  cursor?: string | undefined
  limit: number
}

const narrowedBy = ({ project, since, until, cursor }: ListQuery): RunFilter[] => [
  ...(project ? [{ project }] : []),
  ...(since ? [{ createdAt: { $gte: new Date(since) } }] : []),
  ...(until ? [{ createdAt: { $lt: new Date(until) } }] : []),
  ...(cursor ? [after(readCursor(cursor))] : []),
]

export interface Page<Shown> {
  runs: Shown[]
  limit: number
  next_cursor: string | null
  has_more: boolean
}

/**
 * One page of the runs that the principal may see and `conditions` let through, newest first.
 * @throws AppError `validation_failed` for a cursor that no list gave
 */
export const listPage = async <Shown>(
  query: ListQuery,
  conditions: RunFilter[],
  principal: Principal,
  show: (run: RunDocument) => Shown,
  { runs, bus }: { runs: RunRepository; bus: Pick<Bus, 'call'> },
): Promise<Page<Shown>> => {
  const narrowed = narrowedBy(query)
  const $and = [await visibleRuns(principal, bus), ...conditions, ...narrowed]
  const found = await runs.list(principal.teamId, { $and }, query.limit + 1)
  const page = found.slice(0, query.limit)
  const more = found.length > query.limit
  return {
    runs: page.map(show),
    limit: query.limit,
    next_cursor: more ? encodeCursor(page.at(-1)!) : null,
    has_more: more,
  }
}
