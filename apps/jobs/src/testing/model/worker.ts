import { runEnded } from '@synthwright/contracts'
import type { ClaimRefusal, Outcome } from '../../engine/transitions/index.ts'
import { settled } from './gates.ts'
import { demand, tasksOf } from './laws.ts'
import type { Replica, Sent, World } from './world.ts'

type Phase = 'claiming' | 'working' | 'finishing' | 'over'

/** One message in the hands of a worker: claimed, worked on, finished. */
export interface Session {
  readonly sent: Sent
  readonly claimId: string
  phase: Phase
  attempt: number
  outcome: Outcome['ok'] | null
  accepted: boolean
}

const unavailable = { code: 'service_unavailable', message: 'gone' } as const
const fatal = { code: 'validation_failed', message: 'no' } as const

/** What workers do, each call to whichever replica the test chooses; its answer may never come. */
export const createWorkers = (world: World) => {
  const sessions: Session[] = []
  /** Which claim holds which attempt: never two. */
  const holders = new Map<string, string>()
  let claims = 0

  const atOf = ({ sent, claimId }: Session) => ({ ...sent.message, claimId })
  const keyOf = ({ message }: Sent) => `${message.step}.${message.round}.${message.task}`
  const runOf = ({ sent }: Session) => world.store.runs.get(sent.message.run)!
  const taskOf = (session: Session) => tasksOf(runOf(session)).get(keyOf(session.sent))
  /** Whether the engine still waits for what this worker does. Once it does not, it never does again. */
  const counts = (session: Session): boolean => {
    const task = taskOf(session)
    const isOwn = task?.status === 'claimed' && task.claimId === session.claimId && task.attempt === session.attempt
    return isOwn && !runEnded(runOf(session).status) && !runOf(session).deleted
  }

  const isRefusedFor = (reason: ClaimRefusal, session: Session): boolean => {
    const task = taskOf(session)
    switch (reason) {
      case 'unknown':
        return runOf(session).deleted !== null
      case 'ended':
        return runEnded(runOf(session).status)
      case 'held':
        return task?.status === 'claimed'
      case 'done':
        return (
          task?.status === 'done' || task?.status === 'failed' || (task?.pastClaims?.includes(session.claimId) ?? false)
        )
      case 'not_due':
        return (task?.notBefore ?? 0) > world.now()
    }
  }

  const call = async <T>(ask: Promise<T>, hear: (answer: T) => void) => {
    // What the engine could not do is asked for again.
    const answer = await ask.catch(() => undefined)
    if (answer !== undefined) world.watch(() => hear(answer))
  }

  const claim = (session: Session, replica: Replica): void =>
    void call(replica.engine.claim('graph', { ...atOf(session), worker: 'w' }), (answer) => {
      if (!answer.accepted) {
        const own = answer.reason === 'held' && taskOf(session)?.claimId === session.claimId
        demand(
          isRefusedFor(answer.reason, session),
          `a claim is refused for a reason, not as ${answer.reason}`,
          session,
        )
        demand(!own, 'a lost reply costs no attempt: the same claim again is answered the same', session)
        if (session.phase === 'claiming') session.phase = 'over'
        session.sent.acknowledged = true
        return
      }
      const attempt = `${session.sent.message.run}.${keyOf(session.sent)}.${answer.attempt}`
      const holder = holders.get(attempt)
      demand(holder === undefined || holder === session.claimId, 'no two workers hold one attempt', attempt)
      holders.set(attempt, session.claimId)
      session.sent.acknowledged = true
      const isFirst = session.attempt === 0 || session.attempt === answer.attempt
      demand(isFirst, 'a late repetition of a claim takes no attempt', session)
      if (session.phase !== 'claiming') return
      session.attempt = answer.attempt
      session.phase = 'working'
    })

  const finish = (session: Session, replica: Replica): void => {
    const { attempt, outcome: ok } = session
    const error = ok === null ? fatal : unavailable
    const result = { by: session.claimId, attempt }
    const usage = { inputTokens: 0, outputTokens: 0, modelCalls: 1 }
    const outcome = ok === true ? { ok: true as const, result, facts: result, usage } : { ok: false as const, error }
    void call(replica.engine.finish('graph', { ...atOf(session), attempt }, outcome), (accepted) => {
      session.phase = 'over'
      if (session.accepted && ok === true && !runOf(session).deleted)
        demand(accepted, 'the same finish again gets the first answer', session)
      session.accepted ||= accepted
      demand(accepted || !counts(session), 'a finish that counts is not refused', session)
      const task = taskOf(session)
      if (!accepted || ok !== true || runOf(session).deleted) return
      const isOwn = (made: unknown) => (made as typeof result | undefined)?.by === session.claimId
      const kept = isOwn(task?.facts) && isOwn(world.store.blobs.get(task!.resultBlob!)) && task!.attempt === attempt
      demand(kept, 'no older attempt accepted: what was accepted is what counts', { session, task })
    })
  }

  return {
    sessions: (phase: Phase) => sessions.filter((session) => session.phase === phase),

    /** A worker pulls a message, which stays with the broker until it is acknowledged. */
    async pull(sent: Sent, replica: Replica): Promise<void> {
      const session: Session = {
        sent,
        claimId: `claim${(claims += 1)}`,
        phase: 'claiming',
        attempt: 0,
        outcome: null,
        accepted: false,
      }
      sessions.push(session)
      claim(session, replica)
      await settled()
    },

    /** Asks again, whether or not an answer is still to come. */
    repeat(session: Session, replica: Replica): void {
      if (session.phase === 'claiming') claim(session, replica)
      if (session.phase === 'finishing') finish(session, replica)
    },

    /** @param ok null for a failure that another attempt cannot mend */
    end(session: Session, ok: boolean | null, replica: Replica): void {
      session.outcome = ok
      session.phase = 'finishing'
      finish(session, replica)
    },

    beat(session: Session, replica: Replica): void {
      const { attempt } = session
      void call(replica.engine.heartbeat('graph', { ...atOf(session), attempt }), (verdict) => {
        demand(verdict === 'go' || !counts(session), 'a worker that counts is not stopped', session)
        demand(verdict === 'stop' || counts(session), 'a worker that no longer counts is stopped', session)
        if (verdict === 'stop') session.phase = 'over'
      })
    },

    /** Nothing more comes from it. */
    die(session: Session): void {
      session.phase = 'over'
    },
  }
}
