import { defineRoute, RunStatus, startProbe, watchRun } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { z } from 'zod'
import type { RunFollowers } from '../surfaces/runs/run-followers.ts'
import { waitForRun } from '../surfaces/runs/wait-for-run.ts'

const ProbeReply = z.object({ run_id: z.string(), status: RunStatus })

const probeRoute = defineRoute({
  operationId: 'probe',
  surface: 'runs',
  method: 'POST',
  path: '/internal/probe',
  summary: 'Start a run that does nothing, and wait for it',
  tags: ['Internal'],
  replies: { 200: ProbeReply, 202: ProbeReply },
  errors: [],
  auth: { scope: 'api:write', role: 'member', boundKey: 'refused' },
  keeps: 'receipt',
})

/** What the engine costs by itself: served only where `ENGINE_PROBE` is on, and described nowhere. */
export const probe = ({ bus, runs, deadlineMs }: { bus: Bus; runs: RunFollowers; deadlineMs: number }): Endpoint =>
  endpoint(probeRoute, async ({ principal, signal, commandId, requestId }) => {
    const deadlineAt = Date.now() + deadlineMs
    const { runId } = await bus.call(startProbe, { commandId, requestId }, { principal })
    const request = { runId, afterSeq: Number.MAX_SAFE_INTEGER }
    const read = async () => (await bus.call(watchRun, request, { principal, signal })).run.status
    const status = await waitForRun({ bus, runs }, { principal, runId, deadlineAt, signal, read })
    if (!status) return { status: 202, body: { run_id: runId, status: 'running' } }
    return { status: 200, body: { run_id: runId, status } }
  })
