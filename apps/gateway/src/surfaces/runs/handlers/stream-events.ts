import { runEventsRoute, watchRun, type RunEventData } from '@synthwright/contracts'
import { endpoint, type EventStream } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import type { WaitingRoom } from '../../waiting-room.ts'
import type { RunChange, RunFollower, RunFollowers } from '../run-followers.ts'
import { askEveryMs, whenReachable } from '../wait-for-run.ts'

const send = (stream: EventStream | undefined, data: RunEventData): void =>
  stream?.send({ ...('seq' in data ? { id: data.seq } : {}), event: data.type, data })

/** The `seq` that a client has already; 0 for text that is none of ours. */
const seqOf = (lastEventId: string | null): number => (/^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0)

/**
 * Sends a run's history after what the client has, then what comes, and ends with the run, or with the right to follow
 * it: whoever follows is asked for anew, and so is the run under the rights that they have by then.
 */
export const streamEvents = ({ bus, runs, streams }: { bus: Bus; runs: RunFollowers; streams: WaitingRoom }) =>
  endpoint(
    runEventsRoute,
    async ({ params: { run_id: runId }, principal, principalNow, lastEventId, signal, openStream }) => {
      const leave = streams.enter(principal)
      let stream: EventStream | undefined
      let seq = seqOf(lastEventId)
      let mayFollow = true
      const heard = (change: RunChange): boolean => {
        if (change.progress && mayFollow) send(stream, { type: 'progress', ...change.progress })
        return change.ended || change.seq > seq
      }
      let follower: RunFollower | undefined
      const ask = async () => bus.call(watchRun, { runId, afterSeq: seq }, { principal: await principalNow(), signal })
      try {
        follower = runs.follow(principal.teamId, runId, heard)
        let state: Awaited<ReturnType<typeof ask>> | undefined = await ask()
        if (state.ended && state.history.length === 0 && lastEventId) return { status: 204 }
        stream = openStream()
        for (;;) {
          for (const entry of state?.history ?? []) {
            send(stream, entry)
            seq = entry.seq
          }
          if (state?.ended) return
          await follower.next(askEveryMs, signal)
          state = await whenReachable(ask())
          // While nobody can say who may read, nothing is sent.
          mayFollow = state !== undefined
        }
      } finally {
        follower?.close()
        leave()
      }
    },
  )
