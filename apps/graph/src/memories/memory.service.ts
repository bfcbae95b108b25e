import {
  roleAtLeast,
  type CreateMemory,
  type Memory,
  type MemoryScope,
  type Principal,
  type RecalledMemory,
  type RecallRequest,
  type RecallResponse,
} from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import { round4 } from '@synthwright/retrieval'
import type { ReadingThread } from '@synthwright/service'
import { memberOf } from '../access/access-class.ts'
import { requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { retirementOf } from '../corrections/retirement.ts'
import type * as readingWork from '../reading-work.ts'
import { freshnessOf } from '../rows/row-text.ts'
import { tombstoneOf, type RowHead } from '../rows/row.ts'
import { momentOf, untilOf } from '../search/moments.ts'
import { LaneGuard, lanesOf } from '../search/lanes.ts'
import { previewOf } from '../search/preview.ts'
import { evenTerms, rankRows, type RankedRow } from '../search/rank-rows.ts'
import { memoryRow, memoryView } from './memory-row.ts'
import { requireGrantedScope, requireKnownScope } from './memory-scope.ts'

export type MemoryService = ReturnType<typeof createMemoryService>

const snippetCharacters = 300
/** Of a longer text a recall shows the beginning: fifty whole ones would be too much for one message. */
const recalledCharacters = 20_000

const requireMemory = (view: View, memoryId: string): RowHead => {
  const row = view.find(memoryId)
  if (row?.kind !== 'memory') throw new AppError('memory_not_found', 'Memory not found')
  return row
}

/** Where a new memory belongs, as far as the principal may put it there. */
const placeOf = (
  view: View,
  principal: Principal,
  { memory_scope, scope_key, project_id }: CreateMemory,
): { scope: MemoryScope; projectId: string | null; userId: string } => {
  const scope = requireKnownScope(memory_scope)
  const { userId } = principal
  if (scope === 'private') {
    if (project_id !== null) requireProject(view, project_id, 'project_viewer', 'project_id')
    requireGrantedScope(principal, scope)
    return { scope, projectId: project_id, userId }
  }
  const projectId = scope_key ?? project_id
  if (projectId === null)
    throw new AppError('missing_scope_key', 'A project memory names its project', { details: { field: 'scope_key' } })
  requireProject(view, projectId, 'project_contributor', scope_key === null ? 'project_id' : 'scope_key')
  requireGrantedScope(principal, scope)
  return { scope, projectId, userId }
}

const recallFilter = (request: RecallRequest): ((row: RowHead) => boolean) => {
  const { memory_scope, scope_key, project_id, labels, occurred_after, occurred_before } = request
  const after = occurred_after === null ? null : momentOf(occurred_after)
  const before = occurred_before === null ? null : untilOf(occurred_before)
  const occurred = (row: RowHead): boolean => {
    if (after === null && before === null) return true
    const at = Date.parse(freshnessOf(row).at ?? '')
    return (after === null || at >= after) && (before === null || at <= before)
  }
  return (row) =>
    row.memory !== null &&
    (memory_scope === null || row.memory.scope === memory_scope) &&
    (scope_key === null || row.memory.scopeKey === scope_key) &&
    (project_id === null || row.projectId === project_id) &&
    labels.every((label) => row.tags.includes(label)) &&
    occurred(row)
}

interface Parts {
  replicas: Replicas
  clock: Clock
  reading: ReadingThread<typeof readingWork>
}

export const createMemoryService = ({ replicas, clock, reading }: Parts) => {
  const get = (principal: Principal, memoryId: string): Promise<Memory> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const row = requireMemory(viewOf(index, principal), memoryId)
      return memoryView(row, (await texts([row])).get(memoryId)!)
    })

  return {
    get,

    async create(principal: Principal, command: Command, given: CreateMemory, signal?: AbortSignal): Promise<Memory> {
      const { teamId: team } = principal
      await replicas.of(team).read((index) => placeOf(viewOf(index, principal), principal, given))
      const text = given.raw_content
      const passages = await reading.run('memoryPassages', text, { team, size: text.length, signal })
      const id = await replicas.of(principal.teamId).create(command, (index) => {
        const place = placeOf(viewOf(index, principal), principal, given)
        return memoryRow(given, passages, place, command.id, clock.date().toISOString())
      })
      return get(principal, id)
    },

    /** Whoever wrote it may delete it; that of a project also the team's owners and admins. */
    async delete(principal: Principal, command: Command, memoryId: string): Promise<void> {
      await replicas.of(principal.teamId).change(command, (index) => {
        const row = requireMemory(viewOf(index, principal), memoryId)
        if (row.createdBy !== principal.userId && !roleAtLeast(principal.role, 'admin'))
          throw new AppError('insufficient_role', 'The memory is somebody else’s', {
            details: { expected: 'owner,admin', actual: principal.role },
          })
        return [tombstoneOf(row)]
      })
    },

    recall: (principal: Principal, request: RecallRequest): Promise<RecallResponse> =>
      replicas.of(principal.teamId).read(async (index, texts) => {
        const { query, limit, memory_scope, scope_key, project_id } = request
        const view = viewOf(index, principal)
        const scope = memory_scope === null ? null : requireKnownScope(memory_scope)
        if (scope_key !== null) requireProject(view, scope_key, 'project_viewer', 'scope_key')
        if (project_id !== null) requireProject(view, project_id, 'project_viewer', 'project_id')
        const isGranted = scope === null || principal.memoryScopes.includes(scope)
        const terms = evenTerms(query)
        const isReadable = memberOf(view.classes)
        const guard = new LaneGuard(lanesOf(index))
        const isWanted = recallFilter(request)
        const ranked = isGranted
          ? rankRows(
              index,
              { text: query, terms },
              {
                lanes: guard.for(null),
                classes: view.classes,
                admits: (row) => row.kind === 'memory' && isReadable(row) && isWanted(row),
                retirementOf: (row) => retirementOf(index, view, row),
                staleLast: true,
              },
              limit,
            )
          : []
        const { degraded, failures } = guard.report()
        const contents = await texts(ranked.map(({ row }) => row))
        const recalled = ({ row, score, unitId, stale }: RankedRow): RecalledMemory => {
          const text = contents.get(row.id)!
          const isLong = text.length > recalledCharacters
          return {
            ...memoryView(row, isLong ? text.slice(0, recalledCharacters) : text),
            ...(isLong ? { raw_content_truncated: true as const } : {}),
            score: round4(score),
            snippet: previewOf(row, text, terms, unitId, snippetCharacters).text,
            ...(stale ? { stale } : {}),
          }
        }
        return {
          query,
          memories: ranked.map(recalled),
          limit,
          policy_reason: isGranted ? 'granted' : 'memory_scope_not_granted',
          source_degraded: degraded,
          source_failure_count: failures.length,
          source_failures: failures.map(({ lane, cause }) => ({ lane, cause })),
        }
      }),
  }
}
