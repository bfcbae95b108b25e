import { log } from '@synthwright/telemetry'
import { toAppError } from '@synthwright/kernel'
import type { RowRepository } from '../rows/row.repository.ts'
import type { Change } from './change.ts'
import type { ChangeRepository } from './change.repository.ts'

/**
 * Writes the rows of committed changes to the rows collection, in order, and marks them applied. What fails stays
 * queued for the next time: the change is committed, so nothing is lost but its rows' place at rest.
 */
export class ChangeApplier {
  readonly #teamId: string
  readonly #changes: ChangeRepository
  readonly #rows: RowRepository
  #waiting: Change[] = []
  #running: Promise<boolean> = Promise.resolve(true)

  constructor(teamId: string, changes: ChangeRepository, rows: RowRepository) {
    this.#teamId = teamId
    this.#changes = changes
    this.#rows = rows
  }

  /** Queues a change that nobody has marked applied. */
  add(change: Change): void {
    this.#waiting.push(change)
  }

  /** Applies what is queued. @returns whether all of it is applied now */
  flush(): Promise<boolean> {
    this.#running = this.#running.then(() => this.#applyWaiting())
    return this.#running
  }

  async #applyWaiting(): Promise<boolean> {
    try {
      for (let change = this.#waiting[0]; change; change = this.#waiting[0]) {
        for (const row of change.rows) await this.#rows.put(this.#teamId, row)
        await this.#changes.markApplied(this.#teamId, change.rev)
        this.#waiting = this.#waiting.slice(1)
      }
      return true
    } catch (error) {
      log.warn('A committed change waits to be applied', { rev: this.#waiting[0]?.rev, error: toAppError(error) })
      return false
    }
  }
}
