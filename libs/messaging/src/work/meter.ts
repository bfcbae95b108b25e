import { counter, histogram } from '@synthwright/telemetry'

const queueWait = histogram('synthwright.task.queue_wait', { description: 'From dispatch to claim', unit: 'ms' })
const duration = histogram('synthwright.task.duration', { description: 'From claim to finish', unit: 'ms' })
const attempts = histogram('synthwright.task.attempt', { description: 'Which attempt was claimed', unit: '{attempt}' })
const outcomes = counter('synthwright.task.outcomes', { description: 'How attempts ended', unit: '{attempt}' })
const refusals = counter('synthwright.task.refused', { description: 'Claims refused by the engine', unit: '{claim}' })
const lostLeases = counter('synthwright.task.lost_leases', {
  description: 'Attempts that no longer counted when their worker asked',
  unit: '{attempt}',
})

/** The same figures for every task. */
export const createMeter = (task: string) => ({
  claimed: (attempt: number, waitedMs: number): void => {
    queueWait.record(Math.max(0, waitedMs), { task })
    attempts.record(attempt, { task })
  },
  refused: (reason: string): void => refusals.add(1, { task, reason }),
  /** @param outcome `ok`, `refused`, `stopped`, or the code of the error */
  ended: (outcome: string, tookMs: number): void => {
    duration.record(tookMs, { task, outcome })
    outcomes.add(1, { task, outcome })
  },
  lostLease: (): void => lostLeases.add(1, { task }),
})

export type Meter = ReturnType<typeof createMeter>
