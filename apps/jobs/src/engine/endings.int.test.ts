import { defineTask, type WireError } from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { perform, type TaskContext } from '@synthwright/messaging'
import { waitUntil } from '@synthwright/testing'
import { z } from 'zod'
import { openEngine } from '../testing/running-engine.ts'
import { runStart } from '../testing/starts.ts'
import type { Recipe } from './recipe.ts'
import { defaultTiming } from './timing.ts'

const Order = z.object({ does: z.enum(['fails', 'hangs', 'fails once', 'succeeds']) })
const obey = defineTask({
  service: 'graph',
  name: 'obey',
  input: Order,
  result: z.object({ at: z.number() }),
  facts: z.null(),
  maxAttempts: 3,
  attemptTimeoutMs: 20_000,
})

/** One step with one task, whose input is the request; without request it cannot be composed. */
const recipe: Recipe = {
  kind: 'artifact.draft',
  contracts: [obey],
  next: ({ steps }) =>
    steps.length === 1
      ? { type: 'end', outcome: {} }
      : { type: 'step', name: 's', round: 1, tasks: [{ key: 't', contract: obey }] },
  input: async (_run, _step, _task, reader) => {
    const request = await reader.request()
    if (request === null) throw new AppError('blob_not_found', 'A stored part of the run is missing')
    return request
  },
  audit: () => [{ type: 'synthesis.draft', targetIds: [], counts: {} }],
}

const timing = { ...defaultTiming, heartbeatEveryMs: 1_500, retryBaseMs: 300, reconcileEveryMs: 100 }
const attempts: { run: string; attempt: number; at: number }[] = []
const hanging = new Map<string, TaskContext>()

const work = perform(obey, async ({ does }, context) => {
  attempts.push({ run: context.runId, attempt: context.attempt, at: Date.now() })
  if (does === 'fails') throw new AppError('provider_quota_exhausted', 'The account is empty')
  if (does === 'fails once' && context.attempt === 1) throw new AppError('provider_unavailable', 'Not now')
  if (does === 'hangs') {
    hanging.set(context.runId, context)
    await new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
  }
  return { result: { at: Date.now() }, facts: null }
})

let running: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  running = await openEngine([work], { recipes: [recipe], timing })
})
afterAll(() => running.stop())

const attemptsOf = (runId: string) => attempts.filter(({ run }) => run === runId)
const start = (request: unknown) => running.engine.start(runStart({ request }))
const by = { commandId: null, requestId: null, principal: { userId: 'user_1', credentialId: 'cred_1' } }

describe('a poison input ends the run with its cause', () => {
  it.each<[string, unknown, WireError['code']]>([
    ['whose worker always fails', { does: 'fails' }, 'provider_quota_exhausted'],
    ['that its worker does not understand', { does: 'what nobody knows' }, 'contract_violated'],
    ['that cannot be composed', null, 'blob_not_found'],
  ])('%s', async (_what, request, code) => {
    const run = await running.ended(await start(request))
    expect(run).toMatchObject({ status: 'failed', error: { code }, outbox: [] })
    expect(run.steps[0]!.tasks[0]).toMatchObject({ status: 'failed', attempt: 1, error: { code } })
    expect(run.history.at(-1)).toMatchObject({ type: 'run.failed', code })
  })
})

describe('a retry', () => {
  it('is due when its wait is over, and not before', async () => {
    const runId = await start({ does: 'fails once' })
    const run = await running.ended(runId)
    expect(run).toMatchObject({ status: 'succeeded', steps: [{ tasks: [{ attempt: 2 }] }] })
    const { notBefore } = run.steps[0]!.tasks[0]!
    expect(attemptsOf(runId).map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(attemptsOf(runId)[1]!.at).toBeGreaterThanOrEqual(notBefore!)
  })

  it('is held by a process that has just begun, too, and sent when it is due', async () => {
    const sent: { id: string; at: number }[] = []
    const counted = () =>
      running.engineWith({
        bus: { publish: () => {}, dispatch: async (_task, _message, id) => void sent.push({ id, at: Date.now() }) },
      })
    const dying = running.engineWith({
      bus: { publish: () => {}, dispatch: async () => {} },
      timers: { pause: async () => {}, later: () => {} },
    })
    const runId = await dying.start(runStart({ request: { does: 'succeeds' } }))
    const at = { team: 'team_1', run: runId, step: 's', round: 1, task: 't', claimId: newId('claim') }
    await dying.claim('graph', { ...at, worker: 'w' })
    await dying.finish(
      'graph',
      { ...at, attempt: 1 },
      { ok: false, error: { code: 'provider_unavailable', message: '' } },
    )
    const { outbox } = (await running.runs.find('team_1', runId))!
    await counted().resumeAll()
    const own = () => sent.filter(({ id }) => id.startsWith(runId))
    await waitUntil(() => own().length > 0)
    expect(own()[0]!.at).toBeGreaterThanOrEqual(outbox[0]!.dueAt)
    await running.engine.cancel({ team: 'team_1', run: runId }, by)
  })
})

describe('cancel stops the work of a run', () => {
  const hangs = async () => {
    const runId = await start({ does: 'hangs' })
    await waitUntil(() => hanging.has(runId))
    return { runId, signal: hanging.get(runId)!.signal }
  }

  it('at once, by its event', async () => {
    const { runId, signal } = await hangs()
    const cancelledAt = Date.now()
    await running.engine.cancel({ team: 'team_1', run: runId }, by)
    await waitUntil(() => signal.aborted)
    expect(Date.now() - cancelledAt).toBeLessThan(timing.heartbeatEveryMs / 2)
    expect(await running.ended(runId)).toMatchObject({ status: 'cancelled', error: { code: 'run_cancelled' } })
    expect(attemptsOf(runId)).toHaveLength(1)
  })

  it('with the next heartbeat, when the event is lost', async () => {
    const { runId, signal } = await hangs()
    const unheard = running.engineWith({ bus: { dispatch: async () => {}, publish: () => {} } })
    await unheard.cancel({ team: 'team_1', run: runId }, by)
    await waitUntil(() => signal.aborted)
    expect(await running.ended(runId)).toMatchObject({ status: 'cancelled' })
  })
})

describe('audit entries', () => {
  it('are taken out when the log has them, one by one', async () => {
    const kept: string[] = []
    const forgetful = running.engineWith({
      timing: { ...timing, resendAfterMs: 1 },
      recordAudit: async (entries) => {
        const taken = entries.map(({ id }) => id).filter((id) => !id.endsWith('run.cancelled') || kept.length > 1)
        kept.push(...taken)
        return taken
      },
    })
    const runId = await forgetful.start(runStart({ request: { does: 'hangs' } }))
    await forgetful.cancel({ team: 'team_1', run: runId }, by)
    const left = async () => (await running.runs.find('team_1', runId))!
    await waitUntil(async () => (await left()).audit.length === 1)
    expect(await left()).toMatchObject({ audit: [{ type: 'run.cancelled' }], expiresAt: null })
    kept.push('now it listens')
    await waitUntil(async () => {
      await forgetful.reconcile({ leasesLapse: false })
      return (await left()).audit.length === 0
    })
    expect(kept).toEqual([`${runId}.synthesis.draft`, 'now it listens', `${runId}.run.cancelled`])
    await waitUntil(async () => {
      await forgetful.reconcile({ leasesLapse: false })
      return (await left()).wakeAt === null
    })
    expect((await left()).expiresAt).not.toBeNull()
  })
})
