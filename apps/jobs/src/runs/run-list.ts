import type { Principal, RunKind, RunsPage, RunsQuery } from '@synthwright/contracts'
import type { RunFilter } from '../engine/run.repository.ts'
import { listPage } from './list-page.ts'
import { runView } from './run-view.ts'
import type { RunAccess } from './visibility.ts'

/**
 * One page of the runs that the principal may see, newest first.
 * @param shownKinds the kinds that lists show when none is asked for
 */
export const listRuns = (
  { kind, status, ...query }: RunsQuery,
  principal: Principal,
  access: RunAccess,
  shownKinds: readonly RunKind[],
): Promise<RunsPage> => {
  const conditions: RunFilter[] = [
    { kind: { $in: shownKinds.filter((shown) => kind === undefined || shown === kind) } },
    ...(status ? [{ status }] : []),
  ]
  return listPage(query, conditions, principal, runView, access)
}
