import { brokerShape, serviceShape, setting, storeShape } from '@synthwright/config'
import { z } from 'zod'
import { defaultTiming, type EngineTiming } from './engine/timing.ts'

export const JobsConfig = z
  .object({
    ...serviceShape,
    ...brokerShape,
    ...storeShape,
    ENGINE_LEASE_MS: setting.durationMs({
      default: defaultTiming.leaseMs,
      description: 'How long a claimed task is kept without a heartbeat',
    }),
    ENGINE_HEARTBEAT_MS: setting.durationMs({
      default: defaultTiming.heartbeatEveryMs,
      description: 'How often a worker renews its lease',
    }),
    ENGINE_LEASE_SKEW_MS: setting.durationMs({
      default: defaultTiming.leaseSkewMs,
      description: 'How long after its end a lease is acted upon',
    }),
    ENGINE_RECONCILE_MS: setting.durationMs({
      default: defaultTiming.reconcileEveryMs,
      description: 'How often all runs are looked at',
    }),
    ENGINE_RESEND_MS: setting.durationMs({
      default: defaultTiming.resendAfterMs,
      description: 'Wait before an unanswered task message is repeated',
    }),
    ENGINE_QUEUE_LIMIT_MS: setting.durationMs({
      default: defaultTiming.queueLimitMs,
      description: 'How long a task may wait for a worker',
    }),
    ENGINE_RETRY_BASE_MS: setting.durationMs({
      default: defaultTiming.retryBaseMs,
      description: 'Longest wait before a second attempt',
    }),
    RUN_RETENTION_DAYS: setting.integer({
      default: 90,
      description: 'How many days a run is kept after its end, and may wait for a decision',
      min: 1,
      max: 3650,
    }),
    LLM_JUDGE: setting.oneOf(['off', 'on'], {
      default: 'off',
      description:
        'Whether the workers of llm-worker have a judge, as its setting of this name says; else none is asked',
    }),
    ENGINE_PROBE: setting.oneOf(['on', 'off'], {
      default: 'off',
      description: 'Whether runs that measure the engine can be started; never in production',
    }),
  })
  .superRefine(({ ENGINE_PROBE, NODE_ENV }, context) => {
    if (ENGINE_PROBE === 'on' && NODE_ENV === 'production')
      context.addIssue({ code: 'custom', path: ['ENGINE_PROBE'], message: 'must be off in production' })
  })
export type JobsConfig = z.output<typeof JobsConfig>

export const engineTiming = (config: JobsConfig): EngineTiming => ({
  leaseMs: config.ENGINE_LEASE_MS,
  heartbeatEveryMs: config.ENGINE_HEARTBEAT_MS,
  leaseSkewMs: config.ENGINE_LEASE_SKEW_MS,
  reconcileEveryMs: config.ENGINE_RECONCILE_MS,
  resendAfterMs: config.ENGINE_RESEND_MS,
  queueLimitMs: config.ENGINE_QUEUE_LIMIT_MS,
  retryBaseMs: config.ENGINE_RETRY_BASE_MS,
  retentionMs: config.RUN_RETENTION_DAYS * 24 * 60 * 60_000,
})
