import { z } from 'zod'
import { defineCall, workerNames, type CallReply, type CallRequest, type WorkerName } from '../core/call.ts'
import { WireError } from '../core/errors.ts'
import { Principal } from '../core/principal.ts'
import { TaskMessage } from '../core/task.ts'

/** Which attempt at which task of which run speaks. */
export const Attempt = TaskMessage.extend({
  /** Drawn by the worker for each message it pulled. */
  claimId: z.string(),
  attempt: z.int().min(1),
})
export type Attempt = z.infer<typeof Attempt>

/** What a task cost. Added up on the run. */
export const Usage = z.object({
  inputTokens: z.int().min(0).default(0),
  outputTokens: z.int().min(0).default(0),
  modelCalls: z.int().min(0).default(0),
  /** US dollars; null where a model answered whose price nobody told. Absent from reports of the release before. */
  costUsd: z.number().min(0).nullable().optional(),
  /** Milliseconds spent on it, waits for models included, added up over tasks that ran side by side. Absent as above. */
  latencyMs: z.number().min(0).optional(),
})
export type Usage = z.infer<typeof Usage>

/**
 * Takes a task for one attempt. The attempt rises here, in the same update that moves the task from queued to claimed;
 * the same `claimId` again gets the same answer.
 */
const claimTask = (worker: WorkerName) =>
  defineCall({
    service: 'jobs',
    callers: [worker],
    name: `claim-${worker}`,
    principal: 'system',
    request: TaskMessage.extend({ claimId: z.string(), worker: z.string() }),
    reply: z.discriminatedUnion('accepted', [
      z.object({
        accepted: z.literal(true),
        attempt: z.int().min(1),
        /** Time left until the attempt must end, by the owner's clock; null: no deadline. */
        deadlineInMs: z.int().nullable(),
        heartbeatEveryMs: z.int().min(1),
        input: z.unknown(),
        principal: Principal,
        /** W3C trace context of the run, so that every attempt joins the run's trace. */
        traceparent: z.string().nullable(),
      }),
      z.object({ accepted: z.literal(false), reason: z.enum(['held', 'done', 'ended', 'unknown', 'not_due']) }),
    ]),
    errors: [],
    timeoutMs: 10_000,
    effect: { command: 'claimId' },
  })

/** Renews the lease of an attempt. `stop`: the attempt no longer counts, its worker abandons it. */
const heartbeatTask = (worker: WorkerName) =>
  defineCall({
    service: 'jobs',
    callers: [worker],
    name: `heartbeat-${worker}`,
    principal: 'system',
    request: Attempt.extend({ progress: z.object({ done: z.number(), total: z.number() }).optional() }),
    reply: z.object({ verdict: z.enum(['go', 'stop']) }),
    errors: [],
    timeoutMs: 5_000,
    effect: { command: 'claimId' },
  })

/** Hands in what an attempt ended with. Repeated until answered; the same finish again gets the first answer. */
const finishTask = (worker: WorkerName) =>
  defineCall({
    service: 'jobs',
    callers: [worker],
    name: `finish-${worker}`,
    principal: 'system',
    request: Attempt.extend({
      outcome: z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), result: z.unknown(), facts: z.unknown(), usage: Usage.optional() }),
        z.object({ ok: z.literal(false), error: WireError }),
      ]),
    }),
    reply: z.object({ accepted: z.boolean() }),
    errors: [],
    timeoutMs: 10_000,
    effect: { command: 'claimId' },
  })

const callsOf = (worker: WorkerName) => ({
  claim: claimTask(worker),
  heartbeat: heartbeatTask(worker),
  finish: finishTask(worker),
})
export type EngineCalls = ReturnType<typeof callsOf>
export type ClaimRequest = CallRequest<EngineCalls['claim']>
export type ClaimReply = CallReply<EngineCalls['claim']>
export type HeartbeatRequest = CallRequest<EngineCalls['heartbeat']>
export type FinishRequest = CallRequest<EngineCalls['finish']>

/** What each worker asks of the engine, on subjects of its own: the broker lets nobody speak for another's tasks. */
export const engineCalls = Object.fromEntries(workerNames.map((worker) => [worker, callsOf(worker)])) as Record<
  WorkerName,
  EngineCalls
>
