import type { Clock } from '@synthwright/kernel'
import type { AllTeamsRepository } from './all-teams.repository.ts'
import type { RunEngine } from './engine.ts'
import type { EngineLog } from './messages.ts'
import { sweepBlobs } from './sweep-blobs.ts'
import type { EngineTiming } from './timing.ts'

const sweepEveryMs = 60 * 60_000

interface ReconcilerOptions {
  engine: Pick<RunEngine, 'reconcile' | 'resumeAll'>
  all: AllTeamsRepository
  clock: Clock
  timing: EngineTiming
  log: EngineLog
  /** Whether workers can be heard. While they cannot, no lease lapses. */
  hearsWorkers: () => boolean
}

export type Reconciler = ReturnType<typeof createReconciler>

/**
 * Looks at all runs at start, on a timer, and when the broker or the store came back. For one lease after any of these,
 * and after whatever else kept heartbeats from being heard, no lease lapses: every restart would cost attempts.
 */
export const createReconciler = ({ engine, all, clock, timing, log, hearsWorkers }: ReconcilerOptions) => {
  let patientUntil = 0
  let lookedAt = clock.now()
  let timer: NodeJS.Timeout | undefined
  let sweptAt = clock.now()
  let looking: Promise<void> | undefined

  const bePatient = () => (patientUntil = clock.now() + timing.leaseMs)
  bePatient()

  /** A look that comes so late that leases may have ended unheard: this process stood still. */
  const stoodStill = (now: number): boolean =>
    now - lookedAt - timing.reconcileEveryMs > timing.leaseMs - timing.heartbeatEveryMs

  const look = async (): Promise<void> => {
    const now = clock.now()
    if (stoodStill(now) || !hearsWorkers()) bePatient()
    lookedAt = now
    try {
      await engine.reconcile({ leasesLapse: now >= patientUntil })
      if (clock.now() - sweptAt >= sweepEveryMs) {
        sweptAt = clock.now()
        const deleted = await sweepBlobs(all, clock)
        if (deleted) log.info('Swept blobs that no run names', { deleted })
      }
    } catch (error) {
      bePatient()
      log.warn('The runs could not be looked at; the next look is soon', { error })
    }
  }

  const lookInTurn = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)))

  const resend = async (): Promise<void> => {
    try {
      await engine.resumeAll()
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
      bePatient()
      await resend()
    },

    async stop(): Promise<void> {
      clearInterval(timer)
      await looking
    },
  }
}
