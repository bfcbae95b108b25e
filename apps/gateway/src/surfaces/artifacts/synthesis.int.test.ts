import {
  authorizeProject,
  composeHandbook,
  getArtifactRun,
  listArtifactRuns,
  planRun,
  runChanged,
  startDraft,
  startVerify,
  watchRun,
  type RunRecord,
  type RunView,
} from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import { drafted, failed, planned, runView, verified } from '../../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
const deadlineMs = 1_500

beforeAll(async () => {
  gateway = await startGateway({ deadlineMs })
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())

const asked = (name: string) => gateway.services.asked.filter((one) => one.name === name)
const ask = (verb: string, body: object, headers = {}) =>
  gateway.ask(owner.key, 'POST', `/api/synthesis/${verb}`, body, headers)

/** A run of the fakes that a test moves: its state is what jobs answers, its end is also told as an event. */
let runId: string
let status: RunView['status']
const end = (as: RunView['status'] = 'succeeded') => {
  status = as
  gateway.bus.publish(runChanged, { team: owner.teamId, run: runId }, { seq: 2, ended: true })
}

beforeEach(() => {
  const { services } = gateway
  services.forget()
  runId = newId('run')
  status = 'running'
  services.on(startDraft, () => ({ runId }))
  services.on(startVerify, () => ({ runId }))
  services.on(watchRun, ({ runId }) => ({
    run: runView(runId, status),
    ended: ['succeeded', 'failed', 'cancelled'].includes(status),
    history: [],
  }))
  services.on(getArtifactRun, ({ runId }) => drafted(runId))
})

describe('a plan', () => {
  it('is what jobs answers, byte for byte', async () => {
    gateway.services.on(planRun, () => planned())
    const [first, second] = [await ask('plan', { goal: 'g' }), await ask('plan', { goal: 'g' })]
    expect([first.status, first.body]).toEqual([200, planned()])
    expect(second.text).toBe(first.text)
    expect(asked('plan')[0]!.principal).toMatchObject({ teamId: owner.teamId, userId: owner.userId })
  })

  it('hands on the request with its defaults, and the names of what has no effect', async () => {
    gateway.services.on(planRun, () => planned())
    const required_sections = [{ title: 'T', mood: 1 }]
    await ask('plan', {
      goal: ' g ',
      colour: 1,
      required_sections,
      seed_query: 's',
      domain: null,
      task_ids: [],
      constraints: ['c'],
      audience: 'all',
      entity_ids: ['a', 'a'],
    })
    expect(asked('plan')[0]!.request).toMatchObject({
      request: { goal: 'g', depth: 'standard', max_sections: 6, entity_ids: ['a'], audience: 'all' },
      unknownFields: ['colour', 'required_sections.0.mood'],
    })
  })

  it.each([
    ['retrieval_failed', 500, 'Synthesis planning failed'],
    ['internal', 500, 'Synthesis planning failed'],
    ['store_unavailable', 503, 'A required service is unavailable'],
    ['project_access_denied', 403, 'Project access denied'],
  ] as const)('that jobs refuses with %s is answered %i', async (code, expected, message) => {
    gateway.services.on(planRun, () => {
      throw new AppError(code, 'at /srv/secret: goal was hidden', { details: { field: 'project' } })
    })
    const answer = await ask('plan', { goal: 'hidden' })
    expect([answer.status, answer.body.message]).toEqual([expected, message])
    expect(answer.text).not.toMatch(/secret|hidden/)
    expect(answer.headers.get('retry-after')).toBe(expected === 503 ? '5' : null)
  })

  it('is planned while graph cannot say who may read: the plan asks it again', async () => {
    gateway.services.on(planRun, () => planned())
    gateway.services.on(authorizeProject, () => {
      throw new AppError('service_unavailable', 'gone')
    })
    expect((await ask('plan', { goal: 'g', project: 'proj_1' })).status).toBe(200)
  })
})

describe('a handbook', () => {
  const handbook = () => gateway.ask(owner.key, 'GET', '/api/synthesis/handbook?project=proj_1')
  const body = (project: string) => ({
    run_id: runId,
    project,
    markdown: '# Ferry\n',
    source_ids: [],
    verification: planned().verification,
  })
  const recorded = (): RunRecord => ({ ...verified(runId), kind: 'handbook', ...body('proj_1') })
  beforeEach(() => {
    gateway.services.on(authorizeProject, () => ({ role: 'project_viewer' as const }))
    gateway.services.on(composeHandbook, ({ project }) => body(project))
    gateway.services.on(getArtifactRun, recorded)
  })

  it('is what its run shows', async () => {
    const { status: code, body: answered } = await handbook()
    expect([code, answered]).toEqual([200, body('proj_1')])
  })

  it('is not shown to somebody whose access to a source went while it was composed', async () => {
    gateway.services.on(getArtifactRun, () => ({ ...recorded(), markdown: null, verification: null, withheld: true }))
    const { status: code, text } = await handbook()
    expect(code).toBe(403)
    expect(text).not.toContain('# Ferry')
  })
})

describe('a draft', () => {
  it('is answered when its run has ended', async () => {
    const answering = ask('draft', { goal: 'g', tags: ['t'], judge: 'off' }, { 'x-request-id': 'mine' })
    await waitUntil(() => asked('watch-run').length > 0)
    end()
    const { status: code, body } = await answering
    const { artifact, engine, ...plan } = drafted(runId)
    expect(code).toBe(200)
    expect(body).toEqual({
      ...Object.fromEntries(Object.keys(planned()).map((key) => [key, plan[key as 'run_id']])),
      artifact,
      engine,
    })
    expect(asked('start-draft')[0]!.request).toMatchObject({
      commandId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requestId: 'mine',
      deadlineMs,
      unknownFields: [],
    })
  })

  it('is answered within a second when the event was lost', async () => {
    const answering = ask('draft', { goal: 'g' })
    await waitUntil(() => asked('watch-run').length > 0)
    status = 'succeeded'
    expect((await answering).status).toBe(200)
  })

  it('is answered at once when it has ended before anybody asked', async () => {
    status = 'succeeded'
    expect((await ask('draft', { goal: 'g' })).status).toBe(200)
    expect(asked('watch-run')).toHaveLength(1)
  })

  it('is not asked about at all when its end was heard, even before its start was answered', async () => {
    await ask('draft', { goal: 'g' }, { prefer: 'respond-async' })
    gateway.services.on(startDraft, () => {
      end()
      return { runId }
    })
    const [before, during] = [ask('draft', { goal: 'g' }), ask('draft', { goal: 'g' })]
    expect((await before).status).toBe(200)
    expect((await during).status).toBe(200)
    expect(asked('watch-run')).toEqual([])
  })

  it('is not asked about for each step on the way', async () => {
    const answering = ask('draft', { goal: 'g' })
    await waitUntil(() => asked('watch-run').length > 0)
    gateway.bus.publish(runChanged, { team: owner.teamId, run: runId }, { seq: 1, ended: false })
    // Shorter than the second after which it asks anyway.
    await expect(waitUntil(() => asked('watch-run').length > 1, { timeoutMs: 300 })).rejects.toThrow()
    end()
    await answering
  })

  it('that has not ended in time is accepted, and says where to look', async () => {
    const startedAt = Date.now()
    const { status: code, body, headers } = await ask('draft', { goal: 'g' })
    expect([code, body]).toEqual([202, { run_id: runId, status: 'drafting' }])
    expect(headers.get('location')).toBe(`/api/synthesis/runs/${runId}`)
    expect(headers.get('preference-applied')).toBeNull()
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(deadlineMs)
  })

  it('that nobody wants to wait for is accepted at once', async () => {
    const { status: code, body, headers } = await ask('draft', { goal: 'g' }, { prefer: 'respond-async' })
    expect([code, body]).toEqual([202, { run_id: runId, status: 'drafting' }])
    expect(headers.get('location')).toBe(`/api/synthesis/runs/${runId}`)
    expect(headers.get('preference-applied')).toBe('respond-async')
    expect(asked('watch-run')).toEqual([])
  })

  it('is waited for while jobs is away for a moment', async () => {
    const { services } = gateway
    let tries = 0
    services.on(watchRun, ({ runId }) => {
      if (++tries === 1) throw new AppError('store_unavailable', 'gone')
      return { run: runView(runId, 'succeeded'), ended: true, history: [] }
    })
    expect((await ask('draft', { goal: 'g' })).status).toBe(200)
  })

  it.each([
    ['attempts_exhausted', 500, 'internal_error', 'Synthesis drafting failed'],
    ['retrieval_failed', 500, 'internal_error', 'Synthesis drafting failed'],
    ['run_cancelled', 409, 'conflict', 'run_cancelled'],
    ['project_access_denied', 403, 'project_access_denied', 'Project access denied'],
  ])('that ended with %s is answered %i', async (code, expected, error, message) => {
    gateway.services.on(getArtifactRun, ({ runId }) => failed(runId, code))
    status = 'failed'
    const answer = await ask('draft', { goal: 'g' })
    expect([answer.status, answer.body.error, answer.body.message]).toEqual([expected, error, message])
    expect(answer.text).not.toContain('secret')
  })

  it('is not shown to somebody whose access went meanwhile', async () => {
    gateway.services.on(getArtifactRun, ({ runId }) => ({ ...drafted(runId), artifact: null, withheld: true }))
    status = 'succeeded'
    expect((await ask('draft', { goal: 'g' })).status).toBe(403)
  })

  it('goes on when its client hangs up, and is no longer asked about', async () => {
    const leaving = new AbortController()
    const answering = fetch(`${gateway.url}/api/synthesis/draft`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json' },
      body: '{"goal":"g"}',
      signal: leaving.signal,
    })
    await waitUntil(() => asked('watch-run').length > 0)
    leaving.abort()
    await expect(answering).rejects.toThrow()
    gateway.services.forget()
    // Longer than the gateway would have waited before it asks again.
    await expect(waitUntil(() => gateway.services.asked.length, { timeoutMs: 1_200 })).rejects.toThrow()
  })

  it('starts once for each request, also for equal ones', async () => {
    const async = { prefer: 'respond-async' }
    await Promise.all([ask('draft', { goal: 'g' }, async), ask('draft', { goal: 'g' }, async)])
    const commands = asked('start-draft').map(({ request }) => (request as { commandId: string }).commandId)
    expect(new Set(commands).size).toBe(2)
  })
})

describe('a verification', () => {
  it('is answered when its run has ended', async () => {
    gateway.services.on(getArtifactRun, ({ runId }) => verified(runId))
    status = 'succeeded'
    const { status: code, body } = await ask('verify', { run_id: 'synth_0', max_source_age_days: 3, markdown: 'm' })
    expect([code, body.status, body.run_id]).toEqual([200, 'verified', runId])
    expect(Object.keys(body)).not.toContain('artifact')
    expect(asked('start-verify')[0]!.request).toMatchObject({
      request: { run_id: 'synth_0', markdown: 'm', max_source_age_days: 3 },
      unknownFields: [],
    })
  })

  it.each([
    ['run_not_found', 404, 'Run not found'],
    ['run_has_no_artifact', 400, 'run_has_no_artifact'],
  ] as const)('that jobs refuses with %s is answered %i', async (code, expected, message) => {
    gateway.services.on(startVerify, () => {
      throw new AppError(code, 'no')
    })
    const answer = await ask('verify', { run_id: 'synth_of_another_team' })
    expect([answer.status, answer.body.message]).toEqual([expected, message])
  })
})

describe('stored runs', () => {
  it('are listed and read under the caller’s own rights', async () => {
    gateway.services.on(listArtifactRuns, ({ limit }) => ({ runs: [], limit, next_cursor: null, has_more: false }))
    const list = await gateway.ask(owner.key, 'GET', '/api/synthesis/runs?kind=draft')
    expect(list.body).toEqual({ runs: [], limit: 20, next_cursor: null, has_more: false })
    const one = await gateway.ask(owner.key, 'GET', `/api/synthesis/runs/${runId}`)
    expect(one.body).toEqual(drafted(runId))
    expect(gateway.services.asked.map(({ principal }) => principal.teamId)).toEqual([owner.teamId, owner.teamId])
  })

  it('of others and none look the same', async () => {
    gateway.services.on(getArtifactRun, ({ runId }) => {
      throw new AppError('run_not_found', `no ${runId}`, { details: { field: runId } })
    })
    const bodies = await Promise.all(
      ['synth_other', 'nonsense', '*'].map(async (id) => {
        const { status: code, body } = await gateway.ask(owner.key, 'GET', `/api/synthesis/runs/${id}`)
        return { code, ...body, request_id: '' }
      }),
    )
    expect(bodies[0]).toEqual({ code: 404, error: 'not_found', message: 'Run not found', request_id: '' })
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
  })
})
