import type { Notice, PlanRequest } from '@synthwright/contracts'
import type { View } from '../access/view.ts'
import { citableFor } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isPriorSynthesis, statusOf } from '../rows/row-text.ts'
import { decisionRoles, doneWorkRoles, openWorkRoles, type RoleTitle } from './section-roles.ts'
import { namedArtifact } from './source-scope.ts'

type PinList = 'entity_ids' | 'decision_ids' | 'task_ids' | 'artifact_ids'

const pinLists: readonly PinList[] = ['entity_ids', 'decision_ids', 'task_ids', 'artifact_ids']
const typeOf: Partial<Record<PinList, string>> = {
  decision_ids: 'decision',
  task_ids: 'task',
  artifact_ids: 'artifact',
}

export interface Pin {
  readonly row: RowHead
  /** Titles of the sections it belongs in, best first; empty where its relevance decides. */
  readonly homes: readonly RoleTitle[]
}

export interface Pins {
  /** In the order of the request, each id once. */
  readonly pins: readonly Pin[]
  readonly missing: readonly string[]
  /** Pinned rows that cannot be cited; their successors are pinned instead. */
  readonly notCitable: readonly string[]
  readonly notices: readonly Notice[]
}

const homesOf = (list: PinList, row: RowHead): readonly RoleTitle[] => {
  if (list === 'decision_ids') return decisionRoles
  if (list !== 'task_ids') return []
  return ['done', 'review'].includes(statusOf(row)?.toLowerCase() ?? '') ? doneWorkRoles : openWorkRoles
}

/** Resolves what a request pins under the caller's access; missing, deleted and unreadable are one case. */
export const resolvePins = (
  index: TeamIndex,
  view: View,
  request: Pick<PlanRequest, PinList | 'project'>,
  required: ReadonlySet<string>,
): Pins => {
  const pins = new Map<string, Pin>()
  const missing = new Set<string>()
  const notCitable = new Set<string>()
  const mismatched: string[] = []
  const outside: string[] = []
  for (const list of pinLists)
    for (const id of request[list]) {
      const found = list === 'artifact_ids' ? namedArtifact(index, view, id) : view.find(id)
      if (!found) missing.add(id)
      const citable = found && citableFor(index, view, found)
      const row = citable && (list === 'artifact_ids' || !isPriorSynthesis(citable)) ? citable : undefined
      if (found && row !== found) notCitable.add(id)
      if (!row || pins.has(row.id)) continue
      const isArtifact = list === 'artifact_ids' && isPriorSynthesis(row)
      if (typeOf[list] && row.type !== typeOf[list] && !isArtifact) mismatched.push(id)
      if (request.project !== null && row.projectId !== request.project) outside.push(id)
      pins.set(row.id, { row, homes: homesOf(list, row) })
    }
  const notice = (code: Notice['code'], ids: string[]): Notice[] =>
    ids.length > 0 ? [{ code, section_id: null, ids, detail: null }] : []
  return {
    pins: [...pins.values()],
    // An id that is required too is reported there.
    missing: [...missing].filter((id) => !required.has(id)),
    notCitable: [...notCitable].filter((id) => !required.has(id)),
    notices: [...notice('pin_type_mismatch', mismatched), ...notice('pin_outside_project', outside)],
  }
}
