import type { Principal } from '@synthwright/contracts'
import { visibleRuns, type RunAccess } from './visibility.ts'

const mostListed = 1_000

/** Ids of the runs that the principal may see and whose result rests on one of the sources, newest first. */
export const citingRuns = async (
  sourceIds: readonly string[],
  principal: Principal,
  { runs, bus }: RunAccess,
): Promise<string[]> => {
  if (sourceIds.length === 0) return []
  const $and = [await visibleRuns(principal, bus), { 'outcome.source_ids': { $in: sourceIds } }]
  return runs.listIds(principal.teamId, { $and }, mostListed)
}
