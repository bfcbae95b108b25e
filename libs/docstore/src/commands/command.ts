import type { Store } from '../storage/store.ts'
import type { Document } from '../values/document.ts'
import type { Cursors } from './cursors.ts'

/** What commands act on. */
export interface Session {
  readonly store: Store
  readonly cursors: Cursors
  readonly startedAt: number
}

/** A command of the closed list: the fields it takes besides the generic ones, and what it does. */
export interface Command {
  readonly fields: readonly string[]
  /** @returns the reply without `ok`. @throws CommandError */
  readonly run: (session: Session, command: Document, database: string) => Document
}
