import { claimTask, finishTask, heartbeatTask } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { RunEngine } from '../engine.ts'

/** What workers ask of the engine: take a task, keep it, hand in its end. */
export const engineCalls = (engine: RunEngine) => [
  answer(claimTask, (request) => engine.claim(request)),
  answer(heartbeatTask, async ({ progress, ...at }) => ({ verdict: await engine.heartbeat(at, progress) })),
  answer(finishTask, async ({ outcome, ...at }) => ({ accepted: await engine.finish(at, outcome) })),
]
