import { startProbe } from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { answer } from '@synthwright/messaging'
import { currentTraceparent } from '@synthwright/telemetry'
import type { RunEngine } from '../engine/engine.ts'

/** Starts a run that does nothing; the same command again answers with the run it started. */
export const startProbeHandler = (engine: Pick<RunEngine, 'start'>) =>
  answer(startProbe, async ({ commandId, requestId = null }, { principal }) => ({
    runId: await engine.start({
      runId: newId('run'),
      kind: 'internal.probe',
      principal,
      commandId,
      requestId,
      request: null,
      parentRunId: null,
      project: null,
      about: { goal: null, outputType: null },
      deadlineMs: null,
      traceparent: currentTraceparent(),
    }),
  }))
