import {
  roleAtLeast,
  type Corrected,
  type CorrectionAction,
  type CorrectSource,
  type InspectedSource,
  type Principal,
} from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import { viewOf, type View } from '../access/view.ts'
import { correctionAudit } from '../audit/audit-sender.ts'
import type { Replicas } from '../changes/replicas.ts'
import type { ReadTexts, Write } from '../changes/team-replica.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { Correction, RowDraft, RowHead } from '../rows/row.ts'
import { isHidden } from '../rows/shown-row.ts'
import { isPriorSynthesis } from '../rows/row-text.ts'
import { effects, isShaken, lifecycleOf } from './effects.ts'

export type CorrectionService = ReturnType<typeof createCorrectionService>

export interface CorrectionRequest {
  readonly sourceId: string
  readonly correction: CorrectSource
  readonly preview: boolean
  readonly requestId?: string | undefined
}

const mostRecords = 50

const notFound = (): AppError => new AppError('source_not_found', 'Source not found')

/** Owners and admins of the team decide about its rows, and everybody about what is theirs alone. */
const decidesAbout = (principal: Principal, { ownerId }: RowHead): boolean =>
  ownerId === null ? roleAtLeast(principal.role, 'admin') : ownerId === principal.userId

/**
 * The rows an id stands for: the row itself, or all that came from a source of that id. A row out of reach is none, or
 * whoever calls a source of their own by its id would be told that it is there.
 */
const rowsOf = (index: TeamIndex, view: View, principal: Principal, sourceId: string): RowHead[] => {
  const reached = (ids: readonly string[]): RowHead[] =>
    ids
      .flatMap((id) => index.original(id) ?? [])
      .filter((row) => view.reaches(index.get(row.id)!) && (!isHidden(row) || decidesAbout(principal, row)))
  const named = reached([sourceId])
  const rows = named.length > 0 ? named : reached(index.fromSource(sourceId))
  if (rows.length === 0) throw notFound()
  return rows
}

const requireDecider = (principal: Principal, rows: readonly RowHead[]): void => {
  if (!rows.every((row) => decidesAbout(principal, row)))
    throw new AppError('insufficient_role', 'Owners and admins correct the rows of the organisation', {
      details: { expected: 'owner,admin', actual: principal.role },
    })
}

/** The row that a correction names: one that every reader of the corrected rows may be led to. */
const targetOf = (view: View, rows: readonly RowHead[], correction: CorrectSource): string | null => {
  const { action } = correction
  const field = action === 'supersede' ? 'replacement_source_id' : 'duplicate_of_source_id'
  if (action !== 'supersede' && action !== 'mark_duplicate') return null
  const target = view.find(correction[field]!)
  const isOpen = target && rows.every((row) => target.id !== row.id && (target.ownerId ?? row.ownerId) === row.ownerId)
  if (!isOpen) throw new AppError('correction_target_not_found', 'No such source', { details: { field } })
  return target.id
}

const nextCorrection = (action: CorrectionAction, target: string | null): Correction | null =>
  action === 'restore' ? null : { action, target }

const isSo = ({ correction }: RowHead, next: Correction | null): boolean =>
  correction?.action === next?.action && (correction?.target ?? null) === (next?.target ?? null)

/** What was made of these rows, as far as it can be read. The memory of an artifact goes with its entity. */
const readableDerived = (index: TeamIndex, view: View, rows: readonly RowHead[]): string[] => {
  const derived = new Set(rows.flatMap(({ id }) => index.derivedFrom(id)))
  return [...derived].filter((id) => {
    const row = view.find(id)
    return row && !(row.kind === 'memory' && isPriorSynthesis(row))
  })
}

/** Runs that made these artifacts. */
const runsOf = (index: TeamIndex, artifactIds: readonly string[]): string[] => {
  const runs = artifactIds.map((id) => index.get(id)?.metadata.synthesis_run_id)
  return [...new Set(runs.filter((run) => typeof run === 'string'))]
}

interface CorrectionParts {
  replicas: Replicas
  clock: Clock
  /** Runs that rest on one of the rows. @throws AppError where that cannot be told */
  citingRuns: (principal: Principal, rowIds: string[]) => Promise<string[]>
}

export const createCorrectionService = ({ replicas, clock, citingRuns }: CorrectionParts) => ({
  /** Corrects the rows an id stands for in one step, or tells what that would do. A repeated command has one effect. */
  correct: async (principal: Principal, command: Command, request: CorrectionRequest): Promise<Corrected> => {
    const rowIds = await replicas.of(principal.teamId).read((index) => {
      const rows = rowsOf(index, viewOf(index, principal), principal, request.sourceId)
      requireDecider(principal, rows)
      return rows.map(({ id }) => id)
    })
    // Asked before anything is written: what the answer has to tell must not be lost after it.
    const citing = await citingRuns(principal, rowIds)
    const { sourceId, correction, preview, requestId } = request
    const decide = async (index: TeamIndex, texts: ReadTexts, isRepeated: boolean): Promise<Write<Corrected>> => {
      const { action, reason, expected_revision } = correction
      const view = viewOf(index, principal)
      const rows = rowsOf(index, view, principal, sourceId)
      requireDecider(principal, rows)
      if (!isRepeated && expected_revision !== undefined && rows.some(({ revision }) => revision !== expected_revision))
        throw new AppError('revision_conflict', 'The source was changed since')
      const target = targetOf(view, rows, correction)
      const next = nextCorrection(action, target)
      const allowed = rows.every(({ kind }) => kind !== 'project')
      const isToChange = allowed && !preview && !isRepeated
      const changed = isToChange ? rows.filter((row) => !isSo(row, next)) : []
      const derived = readableDerived(index, view, rows)
      const at = clock.date().toISOString()
      const record = { action, target, reason, at, by: principal.userId }
      const contents = await texts(changed)
      return {
        rows: changed.map(({ rev: _, ...row }): RowDraft => ({
          ...row,
          content: contents.get(row.id)!,
          correction: next,
          corrections: [...row.corrections, record].slice(-mostRecords),
        })),
        audit:
          changed.length === 0
            ? []
            : [
                correctionAudit(
                  principal,
                  { action, rowIds: rows.map(({ id }) => id), derived: derived.length, requestId: requestId ?? null },
                  at,
                ),
              ],
        answer: {
          allowed,
          applied: changed.length > 0 || isRepeated,
          target_lifecycle_state: allowed ? effects[action].state : 'active',
          affected_source_ids: rows.map(({ id }) => id),
          affected_derived_ids: derived,
          reversible: true,
          recall_impact:
            allowed && (preview ? rows.some((row) => !isSo(row, next)) : true) ? effects[action].recall : 'none',
          synthesis_impact: {
            excluded_from_synthesis: allowed && action !== 'restore',
            affected_run_ids: [...new Set([...citing, ...runsOf(index, derived)])].sort(),
          },
          audit_action: 'memory.corrected',
        },
      }
    }
    const replica = replicas.of(principal.teamId)
    const again = async (index: TeamIndex, texts: ReadTexts) => (await decide(index, texts, true)).answer
    if (preview) return replica.read(async (index, texts) => (await decide(index, texts, false)).answer)
    return replica.write(command, (index, texts) => decide(index, texts, false), again)
  },

  inspect: (principal: Principal, sourceId: string): Promise<InspectedSource> =>
    replicas.of(principal.teamId).read((index) => {
      const view = viewOf(index, principal)
      const rows = rowsOf(index, view, principal, sourceId)
      const row = index.get(rows[0]!.id)!
      const { action } = row.correction ?? {}
      const named = (id: string | null): string | null => {
        const other = id === null ? undefined : index.get(id)
        return other && !view.reaches(other) ? null : id
      }
      const target = named(row.correction?.target ?? null)
      return {
        source_id: row.id,
        type: row.type,
        name: row.name,
        lifecycle_state: !row.correction && isShaken(index, row) ? 'stale' : lifecycleOf(row),
        replacement_source_id: action === 'supersede' ? target : null,
        duplicate_of_source_id: action === 'mark_duplicate' ? target : null,
        revision: row.revision,
        created_at: row.createdAt,
        updated_at: row.updatedAt,
        history: row.corrections.map(({ by, target: decidedOn, ...record }) => ({
          ...record,
          target_id: named(decidedOn),
          principal_id: by,
        })),
        derived_ids: readableDerived(index, view, rows),
      }
    }),
})
