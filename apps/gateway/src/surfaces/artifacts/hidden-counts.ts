import type { Principal, SourcePack } from '@synthwright/contracts'
import { createTokenBuckets, type BucketState } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'

/**
 * Bounds how often somebody is told that rows are hidden from them. Each number is a little knowledge of what they may
 * not read, and whoever varies a request and asks over and over adds it up.
 */
export interface HiddenCounts {
  /** @throws AppError `rate_limited` for whoever was told too often */
  assertMayAsk(principal: Principal): void
  /**
   * Notes what a run is about to tell; the same run tells the same again, which counts once.
   * @throws AppError `rate_limited` likewise: many may have asked before the first was told
   */
  tell(principal: Principal, run: TellingRun): void
}

interface TellingRun {
  run_id: string
  source_packs?: readonly Pick<SourcePack, 'hidden_count'>[] | null | undefined
}

/** Runs remembered as told; of one that is forgotten it counts again. */
const mostRemembered = 10_000

const tooOften = ({ nextInMs }: BucketState) =>
  new AppError('rate_limited', 'Too many answers told of hidden sources', { retryAfterMs: nextInMs })

/** @param perMinute runs that tell of hidden rows, for each user and replica; null sets no bound */
export const createHiddenCounts = (perMinute: number | null): HiddenCounts => {
  const told = perMinute === null ? undefined : createTokenBuckets(perMinute)
  const known = new Set<string>()
  const keyOf = ({ teamId, userId }: Principal): string => `${teamId}.${userId}`
  return {
    assertMayAsk: (principal) => {
      const state = told?.look(keyOf(principal))
      if (state?.granted === false) throw tooOften(state)
    },
    tell: (principal, { run_id, source_packs }) => {
      if (!told || !source_packs?.some(({ hidden_count }) => hidden_count > 0)) return
      const what = `${keyOf(principal)}.${run_id}`
      if (known.has(what)) return
      const state = told.take(keyOf(principal))
      if (!state.granted) throw tooOften(state)
      if (known.size >= mostRemembered) known.clear()
      known.add(what)
    },
  }
}
