import type { AuditEntry } from '@synthwright/contracts'
import type { Row } from '../rows/row.ts'

/**
 * One write to the knowledge of a team, and its commit: the change exists or the write never happened. It carries
 * whole rows as they are after it, or none where a command found nothing to do, which is an effect to be found too.
 */
export interface Change {
  /** Counts the writes of the team from 1, without gaps. */
  readonly rev: number
  /** Drawn by the writer, so that it knows its own change again. */
  readonly writeId: string
  /** The command that it is the effect of, so that the same one again finds it; null where there was none. */
  readonly commandId: string | null
  /** Whether its rows are known to stand in the rows collection. */
  readonly applied: boolean
  readonly rows: readonly Row[]
  /** What the audit log is to keep of it. */
  readonly audit: readonly AuditEntry[]
}
