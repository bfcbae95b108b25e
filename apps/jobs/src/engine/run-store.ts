import { runEnded } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { RunRepository } from './run.repository.ts'
import type { OutboxEntry, RunAt, RunDocument } from './run.ts'
import type { Timers } from './timers.ts'

/** A claim or finish that loses its compare-and-set to another update of the run tries again, this often. */
const tries = 50

/** Documents kept from their last update, so that the next one need not read them first. */
const keptDocuments = 1_000

interface RunStoreOptions {
  runs: Pick<RunRepository, 'find' | 'insert' | 'replace'>
  timers: Pick<Timers, 'pause'>
  random: () => number
  /** Marks the messages that are due at once as sent, in the state that is about to be stored. */
  takeDue: (next: RunDocument) => OutboxEntry[]
  /** Does what follows from a state that was stored, and may be lost without harm. */
  follow: (run: RunDocument, send: OutboxEntry[], seqBefore: number) => void
}

export type RunStore = ReturnType<typeof createRunStore>

/**
 * Changes runs by comparing versions. The documents that this process wrote last are kept: a change that is made from
 * one is stored without reading it again, and refused by the version when another replica was faster. What changes
 * nothing is never answered from a kept document, since that may be old.
 */
export const createRunStore = ({ runs, timers, random, takeDue, follow }: RunStoreOptions) => {
  const kept = new Map<string, RunDocument>()

  const keep = (run: RunDocument): void => {
    kept.delete(run._id)
    if (runEnded(run.status)) return
    kept.set(run._id, run)
    if (kept.size > keptDocuments) kept.delete(kept.keys().next().value!)
  }

  const keptOf = ({ team, run }: RunAt): RunDocument | undefined => {
    const found = kept.get(run)
    return found?.teamId === team ? found : undefined
  }

  /** False when the run is no longer in the version that `next` was made from. */
  const put = async (before: RunDocument, next: RunDocument, send: OutboxEntry[] = []): Promise<boolean> => {
    const due = takeDue(next)
    // Whatever happens now, the kept document is no longer known to be the last one.
    kept.delete(before._id)
    if (!(await runs.replace(next, before.version))) return false
    keep(next)
    follow(next, [...send, ...due], before.seq)
    return true
  }

  return {
    put,

    /** Stores a new run. @returns the one that its command or its id stands for already */
    async insert(run: RunDocument): Promise<RunDocument | undefined> {
      const due = takeDue(run)
      const existing = await runs.insert(run)
      if (existing) return existing
      keep(run)
      follow(run, due, 0)
      return undefined
    },

    /**
     * Repeats `step` on the newest document until its `next` was stored, or it gives none.
     * @throws AppError `store_unavailable` when others are always faster
     */
    async compareAndSet<T>(
      at: RunAt,
      step: (run: RunDocument) => { answer: T; next?: RunDocument | undefined },
      { missing, find = runs.find }: { missing: T; find?: RunRepository['find'] },
    ): Promise<T> {
      const known = keptOf(at)
      if (known) {
        const { answer, next } = step(known)
        if (next && (await put(known, next))) return answer
      }
      for (let tried = 1; tried <= tries; tried += 1) {
        const before = await find(at.team, at.run)
        if (!before) return missing
        const { answer, next } = step(before)
        if (!next || (await put(before, next))) return answer
        await timers.pause(random() * Math.min(50, tried * 2))
      }
      throw new AppError('store_unavailable', 'The run is being changed by too many at once', { retryAfterMs: 200 })
    },
  }
}
