import type { Filter, Sort, TeamFilter } from './filter.ts'
import type { TeamUpdate, Update } from './update.ts'

export interface FindOptions<D, F extends keyof D = keyof D> {
  sort?: Sort<D>
  skip?: number
  limit?: number
  /** Only these fields, and `_id`. */
  fields?: readonly F[]
}

export interface FindAndUpdateOptions<D> {
  /** Inserts what the filter's equalities and the update make, when nothing matches. */
  upsert?: boolean
  /** Which state to return; `after` unless set. */
  returning?: 'before' | 'after'
  /** Which of several matches is taken: the first. */
  sort?: Sort<D>
}

/** The shape of a stored document, or of the part that `fields` asked for. */
export type Found<D, F extends keyof D> = [keyof D] extends [F] ? D : Pick<D, F | (keyof D & '_id')>

/** A document on its way in; the team may be left out, since the repository sets it. */
export type TeamDocument<D> = Omit<D, 'teamId'> & { teamId?: string }

/**
 * Documents of all teams. Every method may throw AppError:
 * - `already_exists` with `details.index`, when a unique index refused the write;
 * - `store_unavailable` with `retryAfterMs`: nothing was changed, and it may be repeated;
 * - `outcome_unknown` for a write that was sent and not answered: it may have happened, or still happen;
 * - `internal` for anything the store or the declared fields refuse, which is a fault of the caller.
 */
export interface SystemRepository<D extends { _id: string }> {
  find<F extends keyof D = keyof D>(filter: Filter<D>, options?: FindOptions<D, F>): Promise<Found<D, F>[]>
  findOne<F extends keyof D = keyof D>(
    filter: Filter<D>,
    options?: Pick<FindOptions<D, F>, 'sort' | 'fields'>,
  ): Promise<Found<D, F> | undefined>
  count(filter: Filter<D>): Promise<number>
  insert(document: D): Promise<void>
  /** Inserts in order and stops at the first refusal: what stands before it is stored. */
  insertMany(documents: readonly D[]): Promise<void>
  /** Puts the whole document in the place of the one match. @returns whether there was one */
  replace(filter: Filter<D>, document: D): Promise<boolean>
  /** Changes all matches; one, and safe against a repetition by the driver, when the filter names an `_id`. @returns matches, without an inserted one */
  update(filter: Filter<D>, update: Update<D>, options?: { upsert?: boolean }): Promise<number>
  findAndUpdate(filter: Filter<D>, update: Update<D>, options?: FindAndUpdateOptions<D>): Promise<D | undefined>
  /** Deletes all matches. @returns how many */
  delete(filter: Filter<D>): Promise<number>
}

/** Documents of one team, which is the first argument of every method; errors as in SystemRepository. */
export interface TeamRepository<D extends { _id: string; teamId: string }> {
  find<F extends keyof D = keyof D>(
    teamId: string,
    filter: TeamFilter<D>,
    options?: FindOptions<D, F>,
  ): Promise<Found<D, F>[]>
  findOne<F extends keyof D = keyof D>(
    teamId: string,
    filter: TeamFilter<D>,
    options?: Pick<FindOptions<D, F>, 'sort' | 'fields'>,
  ): Promise<Found<D, F> | undefined>
  count(teamId: string, filter: TeamFilter<D>): Promise<number>
  insert(teamId: string, document: TeamDocument<D>): Promise<void>
  /** Inserts in order and stops at the first refusal: what stands before it is stored. */
  insertMany(teamId: string, documents: readonly TeamDocument<D>[]): Promise<void>
  /** Puts the whole document in the place of the one match. @returns whether there was one */
  replace(teamId: string, filter: TeamFilter<D>, document: TeamDocument<D>): Promise<boolean>
  /** Changes all matches; one, and safe against a repetition by the driver, when the filter names an `_id`. @returns matches, without an inserted one */
  update(teamId: string, filter: TeamFilter<D>, update: TeamUpdate<D>, options?: { upsert?: boolean }): Promise<number>
  findAndUpdate(
    teamId: string,
    filter: TeamFilter<D>,
    update: TeamUpdate<D>,
    options?: FindAndUpdateOptions<D>,
  ): Promise<D | undefined>
  /** Deletes all matches. @returns how many */
  delete(teamId: string, filter: TeamFilter<D>): Promise<number>
}
