import {
  engineCalls,
  workerNames,
  type CallReply,
  type ClaimReply,
  type ClaimRequest,
  type EngineCalls,
  type FinishRequest,
  type HeartbeatRequest,
  type TaskMessage,
} from '@synthwright/contracts'
import { answer } from '../calls/answer.ts'
import type { Bus } from '../bus.ts'
import { never, principal } from './contracts.ts'

type Accepted = Extract<ClaimReply, { accepted: true }>

interface Held {
  claimId: string | null
  attempt: number
  finished: boolean
}

/** The little of a run engine that a worker meets: it counts attempts, holds claims and takes one finish for each. */
export const createFakeEngine = (terms: Partial<Accepted> = {}) => {
  const held = new Map<string, Held>()
  const claims: ClaimRequest[] = []
  const beats: (HeartbeatRequest & { at: number })[] = []
  const finishes: FinishRequest[] = []
  const accepted: FinishRequest[] = []
  const lose = { claims: 0, finishes: 0 }
  const key = ({ run, step, round, task }: Omit<TaskMessage, 'team'>) => [run, step, round, task].join('/')

  const counts = ({ claimId, ...at }: TaskMessage & { claimId: string }) => held.get(key(at))?.claimId === claimId

  const handlersOf = ({ claim, heartbeat, finish }: EngineCalls) => [
    answer(claim, async (request, { signal }): Promise<ClaimReply> => {
      claims.push(request)
      const task = held.get(key(request)) ?? { claimId: null, attempt: 0, finished: false }
      held.set(key(request), task)
      if (task.finished) return { accepted: false, reason: 'done' }
      if (task.claimId !== null && task.claimId !== request.claimId) return { accepted: false, reason: 'held' }
      if (task.claimId === null) task.attempt += 1
      task.claimId = request.claimId
      if (lose.claims-- > 0) return never(signal) // its effect is there, its reply is lost
      return {
        accepted: true,
        attempt: task.attempt,
        deadlineInMs: null,
        heartbeatEveryMs: 100,
        input: { text: request.run },
        principal,
        traceparent: null,
        ...terms,
      }
    }),
    answer(heartbeat, async (request): Promise<CallReply<EngineCalls['heartbeat']>> => {
      beats.push({ ...request, at: Date.now() })
      return { verdict: counts(request) ? 'go' : 'stop' }
    }),
    answer(finish, async (request, { signal }) => {
      finishes.push(request)
      const fresh = counts(request)
      const task = held.get(key(request))
      const again = accepted.some(({ claimId }) => claimId === request.claimId)
      if (fresh && task && !again) {
        task.finished = request.outcome.ok
        accepted.push(request)
      }
      if (lose.finishes-- > 0) return never(signal) // its effect is there, its reply is lost
      return { accepted: fresh }
    }),
  ]
  return {
    serve: (bus: Bus): Promise<void> => bus.serve(workerNames.flatMap((worker) => handlersOf(engineCalls[worker]))),
    /** What the next claims are answered with, beside the usual. */
    terms,
    claims,
    beats,
    /** Every finish that arrived, and those that were folded in. */
    finishes,
    accepted,
    /** So many of the next replies are lost after their effect. */
    lose,
    /** Lets the lease of a run's tasks lapse: what holds them no longer counts. */
    revoke: (run: string): void => {
      for (const [at, task] of held) if (at.startsWith(`${run}/`)) task.claimId = null
    },
  }
}

export type FakeEngine = ReturnType<typeof createFakeEngine>

export const startFakeEngine = async (bus: Bus, terms: Partial<Accepted> = {}): Promise<FakeEngine> => {
  const engine = createFakeEngine(terms)
  await engine.serve(bus)
  return engine
}

export const messageFor = (run: string): TaskMessage => ({ team: 'team_1', run, step: 'check', round: 1, task: 't1' })
