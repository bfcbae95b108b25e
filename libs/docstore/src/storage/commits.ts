import type { DatabaseSync } from 'node:sqlite'

/**
 * Group commit. The first write of a turn of the event loop opens a transaction, everything that arrives in the same
 * turn joins it, and one commit ends it before any of the replies leaves. Replies to reads wait as well, so that
 * nobody is shown a write that a crash could still undo.
 *
 * Nothing inside the transaction is rolled back piecemeal: a write checks everything that may refuse it before its
 * first statement. A statement or commit that fails all the same (disk full, broken file) ends the process, because
 * what is in memory then no longer matches the file; `onFailure` says so.
 */
export class Commits {
  readonly #database: DatabaseSync
  readonly #onFailure: (error: unknown) => void
  #waiting: (() => void)[] = []
  #open = false

  constructor(database: DatabaseSync, onFailure: (error: unknown) => void) {
    this.#database = database
    this.#onFailure = onFailure
  }

  /** To be called before every statement that changes something. */
  begin(): void {
    if (this.#open) return
    this.#database.exec('BEGIN IMMEDIATE')
    this.#open = true
    setImmediate(() => this.flush())
  }

  /** Calls back once everything written so far is committed; at once if nothing is pending. */
  whenCommitted(callback: () => void): void {
    if (this.#open) this.#waiting.push(callback)
    else callback()
  }

  /** Commits now. */
  flush(): void {
    if (!this.#open) return
    try {
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#onFailure(error)
      return
    }
    this.#open = false
    const callbacks = this.#waiting
    this.#waiting = []
    for (const callback of callbacks) callback()
  }
}
