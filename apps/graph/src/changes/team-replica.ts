import type { AuditEntry } from '@synthwright/contracts'
import { AppError, randomToken, type Clock } from '@synthwright/kernel'
import { Overtaken, type Command } from '@synthwright/messaging'
import { countedUnits, type CountedUnits } from '../index/row-units.ts'
import { TeamIndex } from '../index/team-index.ts'
import type { TextCache } from '../index/text-cache.ts'
import type { RowDraft, RowHead } from '../rows/row.ts'
import type { RowRepository } from '../rows/row.repository.ts'
import { isMasked } from '../rows/shown-row.ts'
import { ChangeApplier } from './change-applier.ts'
import type { Change } from './change.ts'
import type { ChangeRepository } from './change.repository.ts'

export interface ReplicaOptions {
  readonly teamId: string
  readonly changes: ChangeRepository
  readonly rows: RowRepository
  readonly texts: TextCache
  readonly clock: Clock
  /** Told of every write of this replica once it is committed. */
  readonly written: (rev: number) => void
  /** Told of every write of which the audit log is to keep something. */
  readonly audited: (change: Change) => void
}

/** Fetches the texts of rows, all in one call to the store at most. */
export type ReadTexts = (rows: readonly RowHead[]) => Promise<ReadonlyMap<string, string>>

export interface Write<T> {
  /** Whole rows as they shall be; none when there is nothing to write. */
  readonly rows: readonly RowDraft[]
  readonly answer: T
  /** What the audit log is to keep of it. */
  readonly audit?: readonly AuditEntry[]
}

type Compute<T> = (index: TeamIndex, texts: ReadTexts) => Write<T> | Promise<Write<T>>

/** The answer to a command that had its effect before, from what is so now. */
type Again<T> = (index: TeamIndex, texts: ReadTexts) => T | Promise<T>

/** A text at rest is newer than the index it was asked for: the answer has to be made again. */
class Outdated extends Error {}

const storeUnavailable = (): AppError => new AppError('store_unavailable', 'A required service is unavailable')

/** A change may have 15 MB and a row 6: batches stay small enough to be held in memory. */
const changesPerFetch = 20
const rowsPerPage = 100
const dayMs = 24 * 60 * 60 * 1000
const hourMs = 60 * 60 * 1000

/**
 * One team's knowledge in this process. Reads first fetch the changes above the replica's revision, so whoever wrote
 * through any replica sees that write here; writes are computed from a replica that has caught up and committed by
 * taking the next revision, so that of two writers from the same state one starts again.
 */
export class TeamReplica {
  readonly #options: ReplicaOptions
  readonly #applier: ChangeApplier
  #index: TeamIndex | undefined
  #catchingUp: Promise<void> | undefined
  #catchingUpNext: Promise<void> | undefined
  #writing: Promise<unknown> = Promise.resolve()
  #droppedAt = 0

  constructor(options: ReplicaOptions) {
    this.#options = options
    this.#applier = new ChangeApplier(options.teamId, options.changes, options.rows)
  }

  /** Characters of all texts; 0 before the first read. */
  get characters(): number {
    return this.#index?.characters ?? 0
  }

  /**
   * Answers from the team's index, caught up. Whatever `answer` takes from the index it must take before it first
   * awaits; texts it may fetch afterwards, and they are those of the rows it names. A masked row has none, except in
   * `originals`, of which nothing may be told.
   */
  async read<T>(answer: (index: TeamIndex, texts: ReadTexts, originals: ReadTexts) => T | Promise<T>): Promise<T> {
    for (;;) {
      await this.catchUp()
      try {
        return await answer(
          this.#loaded,
          (heads) => this.#shownTexts(heads),
          (heads) => this.#texts(heads),
        )
      } catch (error) {
        if (!(error instanceof Outdated)) throw error
      }
    }
  }

  /**
   * Computes rows from the caught-up index and commits them as the one effect of the command, even where there is
   * nothing to write; computes again when another write came first. `compute` may fetch texts, those of redacted rows
   * too. A command that comes again gets its answer from `again`.
   * @throws Overtaken when a row was written after what the caller had seen; AppError `cancelled` when it does not wait
   */
  write<T>(command: Command, compute: Compute<T>, again: Again<T>): Promise<T> {
    const turn = this.#writing.then(() => this.#write(command, compute, again))
    this.#writing = turn.catch(() => undefined)
    return turn
  }

  /** Writes the one row that the command makes. @returns its id, also for a command that comes again */
  create(command: Command, make: (index: TeamIndex) => RowDraft): Promise<string> {
    return this.write(
      command,
      (index) => {
        // Its change may have been dropped since.
        const known = index.madeBy(command.id)
        if (known !== undefined) return { rows: [], answer: known }
        const row = make(index)
        return { rows: [row], answer: row.id }
      },
      (index) => index.madeBy(command.id)!,
    )
  }

  /** Writes what there is to answer nothing to; a command that comes again changes nothing. */
  change(
    command: Command,
    compute: (index: TeamIndex, texts: ReadTexts) => RowDraft[] | Promise<RowDraft[]>,
  ): Promise<void> {
    return this.write(
      command,
      async (index, texts) => ({ rows: await compute(index, texts), answer: undefined }),
      () => undefined,
    )
  }

  /** Fetches and takes in what others wrote. Calls that come while one is under way share the next one. */
  catchUp(): Promise<void> {
    if (!this.#catchingUp) {
      this.#catchingUp = this.#fetch().finally(() => (this.#catchingUp = undefined))
      return this.#catchingUp
    }
    // What is under way may have asked before the caller's own write: only a later fetch is sure to see it.
    this.#catchingUpNext ??= this.#catchingUp
      .catch(() => undefined)
      .then(() => {
        this.#catchingUpNext = undefined
        return this.catchUp()
      })
    return this.#catchingUpNext
  }

  /** Waits for what this replica has committed to stand in the rows collection. */
  async settled(): Promise<void> {
    await this.#writing
    await this.#applier.flush()
  }

  get #loaded(): TeamIndex {
    if (!this.#index) throw new AppError('internal', 'A replica was used before it was loaded')
    return this.#index
  }

  async #write<T>(command: Command, compute: Compute<T>, again: Again<T>): Promise<T> {
    const { teamId, changes, clock, written, audited } = this.#options
    if (!(await this.#applier.flush())) throw storeUnavailable()
    for (;;) {
      command.expectAwaited()
      const since = clock.now()
      await this.catchUp()
      if (await changes.hasEffectOf(teamId, command.id)) {
        command.shows(this.#loaded.rev)
        return this.read(again)
      }
      const index = this.#loaded
      const rev = index.rev + 1
      const computed = await this.#computed(compute, index)
      const rows = (computed?.rows ?? []).map((row) => ({ ...row, rev }))
      const units = await countedUnits(rows)
      // While texts came, somebody else's write may have.
      if (!computed || this.#loaded !== index || index.rev !== rev - 1) continue
      // After a process stood still the revision may be taken and its change dropped again.
      if (clock.now() - since > hourMs) continue
      const { answer, audit = [] } = computed
      const { seen = Infinity } = command
      if (rows.some(({ id }) => index.writtenAt(id) > seen)) throw new Overtaken(index.rev)
      command.expectAwaited()
      const change: Change = {
        rev,
        writeId: randomToken(16),
        commandId: command.id,
        applied: false,
        rows,
        audit,
      }
      if (!(await changes.insert(teamId, change))) continue
      this.#takeIn(change, units)
      void this.#applier.flush()
      written(rev)
      command.shows(rev)
      if (audit.length > 0) audited(change)
      void this.#dropOld(rev)
      return answer
    }
  }

  /** Undefined when a text turned out to be newer than the index. */
  async #computed<T>(compute: Compute<T>, index: TeamIndex): Promise<Write<T> | undefined> {
    try {
      return await compute(index, (heads) => this.#texts(heads))
    } catch (error) {
      if (error instanceof Outdated) return undefined
      throw error
    }
  }

  async #fetch(): Promise<void> {
    const { teamId, changes } = this.#options
    if (!this.#index) await this.#reload()
    for (;;) {
      const found = await changes.after(teamId, this.#loaded.rev, changesPerFetch)
      // Where changes in between were dropped, the rows collection has what they wrote.
      if (!(await this.#takeAllIn(found))) await this.#reload()
      else if (found.length < changesPerFetch) break
    }
    void this.#applier.flush()
  }

  /** The newest revision is read before the rows, which may then be newer, never older; the rest is caught up. */
  async #reload(): Promise<void> {
    const { teamId, changes, rows } = this.#options
    const rev = await changes.newestRev(teamId)
    for (const change of await changes.unapplied(teamId)) this.#applier.add(change)
    if (!(await this.#applier.flush())) throw storeUnavailable()
    const index = new TeamIndex()
    let after: string | null = null
    for (;;) {
      const page = await rows.page(teamId, after, rowsPerPage)
      for (const row of page) this.#put(index, [row], await countedUnits([row]))
      if (page.length < rowsPerPage) break
      after = page.at(-1)!.id
    }
    index.rev = rev
    this.#index = index
  }

  /** @returns false when others are missing before one of them */
  async #takeAllIn(changes: readonly Change[]): Promise<boolean> {
    for (const change of changes) {
      const units = await countedUnits(change.rows)
      if (!this.#takeIn(change, units)) return false
    }
    return true
  }

  /** Takes a change in, if it is the next one. @returns false when others are missing before it */
  #takeIn(change: Change, units: CountedUnits): boolean {
    const index = this.#loaded
    if (change.rev > index.rev + 1) return false
    if (change.rev <= index.rev) return true
    this.#put(index, change.rows, units)
    index.rev = change.rev
    if (!change.applied) this.#applier.add(change)
    return true
  }

  #put(index: TeamIndex, rows: Change['rows'], units: CountedUnits): void {
    index.put(rows, units)
    for (const { id, rev, content } of rows) this.#options.texts.put(this.#options.teamId, id, rev, content)
  }

  async #shownTexts(heads: readonly RowHead[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.#texts(heads.filter((head) => !isMasked(head)))
    return new Map(heads.map(({ id }) => [id, found.get(id) ?? '']))
  }

  async #texts(heads: readonly RowHead[]): Promise<ReadonlyMap<string, string>> {
    const { teamId, rows, texts } = this.#options
    const found = new Map<string, string>()
    const missing: RowHead[] = []
    for (const head of heads) {
      const text = texts.get(teamId, head.id, head.rev)
      if (text === undefined) missing.push(head)
      else found.set(head.id, text)
    }
    if (missing.length === 0) return found
    await this.#applier.flush()
    const stored = await rows.texts(
      teamId,
      missing.map(({ id }) => id),
    )
    for (const { id, rev } of missing) {
      const text = stored.get(id)
      if (text && text.rev > rev) throw new Outdated()
      if (text?.rev !== rev) throw storeUnavailable()
      texts.put(teamId, id, rev, text.content)
      found.set(id, text.content)
    }
    return found
  }

  /** Changes older than a day are dropped, at most once an hour: a replica further behind loads the rows. */
  async #dropOld(rev: number): Promise<void> {
    const { teamId, changes, clock } = this.#options
    if (clock.now() - this.#droppedAt < hourMs) return
    this.#droppedAt = clock.now()
    await changes.drop(teamId, rev, new Date(clock.now() - dayMs)).catch(() => undefined)
  }
}
