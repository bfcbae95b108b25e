import {
  cancelRun,
  deleteRun,
  listProjects,
  listRuns,
  reviewSources,
  runKinds,
  watchRun,
  type AuditEntry,
  type Call,
  type CallReply,
  type CallRequest,
  type Principal,
} from '@synthwright/contracts'
import { AppError, newId, systemClock } from '@synthwright/kernel'
import { ownCommand, type Bus, type CallHandler } from '@synthwright/messaging'
import { waitUntil } from '@synthwright/testing'
import { createEngine, type RunEngine } from '../engine/engine.ts'
import type { RunStart } from '../engine/new-run.ts'
import { defaultTiming } from '../engine/timing.ts'
import { chain } from '../testing/chain.recipe.ts'
import { principal } from '../testing/people.ts'
import { silentBus, silentLog } from '../testing/silent.ts'
import { runStart } from '../testing/starts.ts'
import { openStore } from '../testing/store.ts'
import { runCalls } from './handlers/run-calls.ts'

const creator = principal()
const admin = principal({ userId: 'user_2', role: 'admin' })
const colleague = principal({ userId: 'user_3' })
const stranger = principal({ userId: 'user_4', teamId: 'team_2', role: 'owner' })

/** Graph, where everybody reads proj_open and nobody else reads anything. */
const graph = {
  call: async (contract: Call, request: { projectId?: string | null }) =>
    contract.name === reviewSources.name
      ? { projectReadable: request.projectId === 'proj_open', unreadable: [], changed: [] }
      : contract.name === listProjects.name
        ? { projects: [{ id: 'proj_open' }] }
        : Promise.reject(new Error(contract.name)),
} as unknown as Pick<Bus, 'call'>

let opened: Awaited<ReturnType<typeof openStore>>
let engine: RunEngine
let handlers: CallHandler[]
let log: AuditEntry[]
let logReachable: boolean
let logTakes: (entry: AuditEntry) => boolean

beforeAll(async () => {
  opened = await openStore()
})
afterAll(() => opened.stop())

beforeEach(() => {
  log = []
  logReachable = true
  logTakes = () => true
  engine = createEngine({
    ...opened,
    bus: silentBus,
    log: silentLog,
    clock: systemClock,
    timing: { ...defaultTiming, resendAfterMs: 1 },
    recipes: [
      chain(
        [1],
        { type: 'end', outcome: {} },
        { audit: () => [{ type: 'synthesis.draft', targetIds: [], counts: {} }] },
      ),
      { ...chain([1], { type: 'wait', outcome: {} }), kind: 'artifact.verify' },
      { ...chain([1], { type: 'end', outcome: {} }), kind: 'internal.probe' },
    ],
    recordAudit: async (entries) => {
      if (!logReachable) throw new AppError('service_unavailable', 'The audit log is not there')
      const taken = entries.filter(logTakes)
      log.push(...taken)
      return taken.map(({ id }) => id)
    },
  })
  handlers = runCalls({ engine, runs: opened.runs, bus: graph, shownKinds: runKinds })
})

const ask = async <C extends Call>(contract: C, request: CallRequest<C>, by: Principal): Promise<CallReply<C>> => {
  const { handle } = handlers.find((handler) => handler.contract.name === contract.name)!
  const parsed: unknown = contract.request.parse(request)
  return contract.reply.parse(
    await handle(parsed, { principal: by, signal: AbortSignal.timeout(5_000), command: ownCommand(newId('command')) }),
  ) as CallReply<C>
}

const start = (given: Partial<RunStart> = {}) => engine.start(runStart(given))

const at = (run: string) => ({ team: 'team_1', run })

/** Works off the one task of a run. */
const finish = async (run: string): Promise<void> => {
  const task = { ...at(run), step: 's0', round: 1, task: 't0', claimId: newId('claim') }
  await engine.claim('graph', { ...task, worker: 'w' })
  await engine.finish('graph', { ...task, attempt: 1 }, { ok: true, result: { made: 1 }, facts: null })
}

const reads = async (runId: string, by: Principal): Promise<string> =>
  ask(watchRun, { runId }, by).then(
    ({ run }) => run.status,
    ({ code }: AppError) => code,
  )

const codeOf = (refused: Promise<unknown>): Promise<string> =>
  refused.then(
    () => 'accepted',
    ({ code }: AppError) => code,
  )

describe('list', () => {
  const idsOf = async (query: CallRequest<typeof listRuns>, by: Principal) =>
    (await ask(listRuns, { limit: 100, ...query }, by)).runs.map(({ run_id }) => run_id)

  it('shows each reader what they may read, newest first, and no internal kind', async () => {
    const own = await start()
    const open = await start({ project: 'proj_open' })
    const probe = await start({ kind: 'internal.probe' })
    expect((await idsOf({}, creator)).slice(0, 2)).toEqual([open, own])
    expect((await idsOf({}, admin)).slice(0, 2)).toEqual([open, own])
    expect(await idsOf({}, colleague)).toEqual([open])
    expect(await idsOf({}, stranger)).toEqual([])
    expect(await idsOf({ kind: 'internal.probe' }, creator)).toEqual([])
    expect(await reads(probe, creator)).toBe('pending')
  })

  it('shows a key that is bound to projects the runs of these, and those it made over all of them', async () => {
    const bound = principal({ userId: 'user_bound', credentialId: 'cred_bound', projectIds: ['proj_bound'] })
    const unbound = principal({ userId: bound.userId, credentialId: 'cred_session' })
    const made = await start({ principal: bound })
    const inside = await start({ principal: unbound, project: 'proj_bound' })
    const outside = await start({ principal: unbound })
    expect(await idsOf({}, bound)).toEqual([inside, made])
    expect([await reads(made, bound), await reads(outside, bound)]).toEqual(['pending', 'run_not_found'])
    const another = { ...bound, credentialId: 'cred_another' }
    expect([await idsOf({}, another), await reads(made, another)]).toEqual([[inside], 'run_not_found'])
  })

  it('narrows by kind, status, project and time', async () => {
    const since = new Date().toISOString()
    const draft = await start({ project: 'proj_1' })
    const check = await start({ kind: 'artifact.verify' })
    await finish(check)
    const ids = (query: CallRequest<typeof listRuns>) => idsOf({ since, ...query }, creator)
    expect(await ids({ kind: 'artifact.draft' })).toEqual([draft])
    expect(await ids({ status: 'waiting' })).toEqual([check])
    expect(await ids({ project: 'proj_1' })).toEqual([draft])
    expect(await ids({ until: since })).toEqual([])
  })

  it('goes on where a page ended, and refuses a cursor that no list gave', async () => {
    const since = new Date().toISOString()
    const made = [await start(), await start(), await start()].reverse()
    const first = await ask(listRuns, { since, limit: 2 }, creator)
    const second = await ask(listRuns, { since, limit: 2, cursor: first.next_cursor! }, creator)
    expect([...first.runs, ...second.runs].map(({ run_id }) => run_id)).toEqual(made)
    expect([first.has_more, second.has_more, second.next_cursor]).toEqual([true, false, null])
    expect(await codeOf(ask(listRuns, { cursor: 'made up' }, creator))).toBe('validation_failed')
  })
})

describe('cancel', () => {
  it('ends a run for good: late workers are refused and the audit log hears who it was', async () => {
    const runId = await start({ locks: ['engine:cancel'] })
    const task = { ...at(runId), step: 's0', round: 1, task: 't0', claimId: 'c1' }
    await engine.claim('graph', { ...task, worker: 'w' })
    const view = await ask(cancelRun, { runId, commandId: newId('command'), requestId: 'req_1' }, admin)
    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'run_cancelled' } })
    expect(await engine.heartbeat('graph', { ...task, attempt: 1 })).toBe('stop')
    expect(await engine.finish('graph', { ...task, attempt: 1 }, { ok: true, result: null, facts: null })).toBe(false)
    expect(await reads(runId, creator)).toBe('cancelled')
    await waitUntil(() => log.length === 2)
    expect(log).toMatchObject([
      { type: 'synthesis.draft', outcome: 'failed', principal: { userId: 'user_1' } },
      { type: 'run.cancelled', outcome: 'ok', principal: { userId: 'user_2' }, requestId: 'req_1', runId },
    ])
    expect(await start({ locks: ['engine:cancel'] })).not.toBe(runId)
  })

  it('ends a run that waits for a decision', async () => {
    const runId = await start({ kind: 'artifact.verify' })
    await finish(runId)
    expect((await ask(cancelRun, { runId, commandId: newId('command') }, creator)).status).toBe('cancelled')
  })

  it('answers the same command again as the first time, and any other that the run has ended', async () => {
    const runId = await start()
    const command = { runId, commandId: 'cmd_1' }
    // Only the version moves on, when the audit log has heard of it.
    const { version: _, ...first } = await ask(cancelRun, command, creator)
    expect(await ask(cancelRun, command, creator)).toMatchObject(first)
    expect(await codeOf(ask(cancelRun, { runId, commandId: 'cmd_2' }, creator))).toBe('run_finished')
    expect(await codeOf(ask(cancelRun, { runId, commandId: newId('command') }, creator))).toBe('run_finished')
  })

  it('is for whoever created the run and for admins', async () => {
    const runId = await start({ project: 'proj_open' })
    expect(await codeOf(ask(cancelRun, { runId, commandId: newId('command') }, colleague))).toBe('insufficient_role')
    expect(await codeOf(ask(cancelRun, { runId, commandId: newId('command') }, stranger))).toBe('run_not_found')
    const hidden = await start({ project: 'proj_secret' })
    expect(await codeOf(ask(cancelRun, { runId: hidden, commandId: newId('command') }, colleague))).toBe(
      'run_not_found',
    )
    expect(await reads(runId, creator)).toBe('pending')
  })
})

describe('delete', () => {
  it('refuses a run that has not ended', async () => {
    const runId = await start()
    expect(await codeOf(ask(deleteRun, { runId, commandId: newId('command') }, creator))).toBe('run_not_ended')
    expect(await reads(runId, creator)).toBe('pending')
  })

  it('hides the run at once, tells the audit log, and leaves no content behind', async () => {
    const runId = await start()
    await finish(runId)
    await ask(deleteRun, { runId, commandId: newId('command'), requestId: 'req_2' }, admin)
    expect(await reads(runId, creator)).toBe('run_not_found')
    const left = await waitUntil(async () => {
      const found = await opened.runs.findEvenDeleted('team_1', runId)
      return found?.deleted?.gone ? found : undefined
    })
    expect(log).toMatchObject([
      { type: 'synthesis.draft', outcome: 'ok' },
      { type: 'run.deleted', principal: { userId: 'user_2' }, requestId: 'req_2' },
    ])
    expect(left).toMatchObject({ steps: [], history: [], audit: [], wakeAt: null })
    expect(left).not.toHaveProperty('principal')
    const gone = (name: string) => codeOf(opened.blobs.read('team_1', `${runId}.${name}`))
    await waitUntil(async () => (await gone('request')) === 'blob_not_found')
    expect(await gone('s0.1.t0.1')).toBe('blob_not_found')
  })

  it('keeps what it has to tell until the audit log is there', async () => {
    logReachable = false
    const runId = await start()
    await finish(runId)
    await ask(deleteRun, { runId, commandId: newId('command') }, creator)
    await engine.reconcile({ leasesLapse: true })
    expect((await opened.runs.findEvenDeleted('team_1', runId))!.audit).toHaveLength(2)
    logReachable = true
    await waitUntil(async () => {
      await engine.reconcile({ leasesLapse: true })
      return (await opened.runs.findEvenDeleted('team_1', runId))!.deleted!.gone
    })
    expect(log.map(({ type }) => type)).toEqual(expect.arrayContaining(['synthesis.draft', 'run.deleted']))
  })

  it('stays as long as the audit log has only a part of what it has to tell', async () => {
    logTakes = ({ type }) => type !== 'run.deleted'
    const runId = await start()
    await finish(runId)
    await ask(deleteRun, { runId, commandId: newId('command') }, creator)
    const left = async () => (await opened.runs.findEvenDeleted('team_1', runId))!
    await waitUntil(async () => (await left()).audit.length === 1)
    await engine.reconcile({ leasesLapse: true })
    expect(await left()).toMatchObject({ deleted: { gone: false }, audit: [{ type: 'run.deleted' }] })
    logTakes = () => true
    await waitUntil(async () => {
      await engine.reconcile({ leasesLapse: true })
      return (await left()).deleted!.gone
    })
    expect(log.map(({ type }) => type)).toEqual(['synthesis.draft', 'run.deleted'])
  })

  it('answers the same command again as the first time; for any other there is no run', async () => {
    const runId = await start()
    await finish(runId)
    const command = { runId, commandId: 'cmd_3' }
    expect(await ask(deleteRun, command, creator)).toEqual({})
    expect(await ask(deleteRun, command, creator)).toEqual({})
    expect(await codeOf(ask(deleteRun, { runId, commandId: 'cmd_4' }, creator))).toBe('run_not_found')
    expect(await codeOf(ask(deleteRun, { runId, commandId: newId('command') }, creator))).toBe('run_not_found')
    expect(await codeOf(ask(cancelRun, { runId, commandId: newId('command') }, creator))).toBe('run_not_found')
  })

  it('does not let a late starter bring the run back', async () => {
    const late = runStart()
    await engine.start(late)
    await finish(late.runId)
    await ask(deleteRun, { runId: late.runId, commandId: newId('command') }, creator)
    expect(await engine.start({ ...late, runId: newId('run') })).toBe(late.runId)
    expect(await engine.start(late)).toBe(late.runId)
    expect(await reads(late.runId, creator)).toBe('run_not_found')
  })

  it('is for whoever created the run and for admins', async () => {
    const runId = await start({ project: 'proj_open' })
    await finish(runId)
    expect(await codeOf(ask(deleteRun, { runId, commandId: newId('command') }, colleague))).toBe('insufficient_role')
    expect(await codeOf(ask(deleteRun, { runId, commandId: newId('command') }, stranger))).toBe('run_not_found')
  })
})

describe('locks', () => {
  it('are held by one run in flight and free at its end, also of one that failed', async () => {
    const locks = ['engine:1', 'destination:1']
    const runId = await start({ locks })
    const second = start({ locks: ['destination:1'] })
    await expect(second).rejects.toMatchObject({ code: 'lock_held', details: { runId } })
    await finish(runId)
    const third = await start({ locks })
    const task = { ...at(third), step: 's0', round: 1, task: 't0', claimId: 'c' }
    await engine.claim('graph', { ...task, worker: 'w' })
    await engine.finish('graph', { ...task, attempt: 1 }, { ok: false, error: { code: 'internal', message: '' } })
    await start({ locks })
  })

  it('never stand in the way of the command that took them', async () => {
    const first = runStart({ locks: ['engine:2'] })
    const runId = await engine.start(first)
    expect(await engine.start({ ...first, runId: newId('run') })).toBe(runId)
  })
})
