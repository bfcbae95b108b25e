import type { Clock } from '@synthwright/kernel'
import type { AllTeamsRepository } from './all-teams.repository.ts'
import type { EngineLog, RunEngine } from './engine.ts'
import { sweepBlobs } from './sweep-blobs.ts'
import type { EngineTiming } from './timing.ts'

const sweepEveryMs = 60 * 60_000

interface ReconcilerOptions {
  engine: RunEngine
  all: AllTeamsRepository
  clock: Clock
  timing: EngineTiming
  log: EngineLog
}

export type Reconciler = ReturnType<typeof createReconciler>

/**
 * Looks at all runs at start, on a timer, and when the broker or the store came back. For one lease after any of these
 * no lease lapses: heartbeats could not arrive meanwhile, and every restart would cost attempts.
 */
export const createReconciler = ({ engine, all, clock, timing, log }: ReconcilerOptions) => {
  let patientUntil = clock.now() + timing.leaseMs
  let timer: NodeJS.Timeout | undefined
  let sweptAt = clock.now()
  let looking: Promise<void> | undefined

  const look = async (): Promise<void> => {
    try {
      await engine.reconcile({ leasesLapse: clock.now() >= patientUntil })
      if (clock.now() - sweptAt >= sweepEveryMs) {
        sweptAt = clock.now()
        const deleted = await sweepBlobs(all, clock)
        if (deleted) log.info('Swept blobs that no run names', { deleted })
      }
    } catch (error) {
      log.warn('The runs could not be looked at; the next look is soon', { error })
    }
  }

  const lookInTurn = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)))

  const resend = async (): Promise<void> => {
    try {
      await engine.resendAll()
    } catch (error) {
      log.warn('Waiting task messages were not sent again; the timer will', { error })
    }
  }

  return {
    async start(): Promise<void> {
      await resend()
      await lookInTurn()
      timer = setInterval(() => void lookInTurn(), timing.reconcileEveryMs)
    },

    /** The broker or the store is back: it may have lost messages, and heartbeats did not arrive. */
    async dependencyReturned(): Promise<void> {
      patientUntil = clock.now() + timing.leaseMs
      await resend()
    },

    async stop(): Promise<void> {
      clearInterval(timer)
      await looking
    },
  }
}
