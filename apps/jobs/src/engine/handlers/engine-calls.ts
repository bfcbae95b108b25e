import { engineCalls as contracts, workerNames } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { RunEngine } from '../engine.ts'

/** What workers ask of the engine: take a task, keep it, hand in its end. Each asks for its own, by its own subjects. */
export const engineCalls = (engine: RunEngine) =>
  workerNames.flatMap((worker) => {
    const { claim, heartbeat, finish } = contracts[worker]
    return [
      answer(claim, (at) => engine.claim(worker, at)),
      answer(heartbeat, async ({ progress, ...at }) => ({ verdict: await engine.heartbeat(worker, at, progress) })),
      answer(finish, async ({ outcome, ...at }) => ({ accepted: await engine.finish(worker, at, outcome) })),
    ]
  })
