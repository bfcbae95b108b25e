import { getArtifactRun, listProjects, planRun, runChanged, startDraft, watchRun } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import { drafted, planned, runView } from '../../testing/samples.ts'
import { seedMember, startGateway, type Replica, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let one: Seeded
let other: Seeded
beforeAll(async () => {
  gateway = await startGateway()
  one = await seedMember(gateway.identity)
  other = await seedMember(gateway.identity, { teamId: one.teamId })
})
afterAll(() => gateway.stop())
beforeEach(() => gateway.services.forget())

const tooMany = { status: 429, body: { error: 'rate_limited', message: 'Too many requests' } }

describe('requests', () => {
  const plan = (at: Replica, { key }: Seeded) => at.ask(key, 'POST', '/api/synthesis/plan', { goal: 'g' })

  it('of a user beyond the limit are refused on every surface, and it is told when to come back', async () => {
    const limited = await gateway.replica({ rateLimits: { requestsPerMinute: 2, failedSignInsPerMinute: null } })
    gateway.services.on(planRun, () => planned())
    gateway.services.on(listProjects, () => ({ projects: [], total: 0 }))
    const first = await plan(limited, one)
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '1'])
    await plan(limited, one)
    for (const path of ['/api/projects', '/runs', '/api/synthesis/runs']) {
      const { status, body, headers } = await limited.ask(one.key, 'GET', path)
      expect({ status, body }).toMatchObject(tooMany)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(20)
      expect(headers.get('x-ratelimit-limit')).toBe('2')
    }
    expect((await plan(limited, other)).status).toBe(200)
    expect((await limited.ask(null, 'GET', '/health/live')).status).toBe(200)
  })

  it('with credentials that do not count are refused by their address', async () => {
    const limited = await gateway.replica({ rateLimits: { requestsPerMinute: null, failedSignInsPerMinute: 2 } })
    const nonsense = { ...one, key: `sk_live_${'x'.repeat(40)}` }
    for (let n = 0; n < 2; n++) expect((await plan(limited, nonsense)).status).toBe(401)
    const { status, body, headers } = await plan(limited, nonsense)
    expect({ status, body }).toMatchObject(tooMany)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(20)
  })

  it('that tell of hidden sources are limited by themselves, for plans and drafts alike', async () => {
    const limited = await gateway.replica({ hiddenCountsPerMinute: 1 })
    const pack = { section_id: 'sec_1', title: 'Berths', query: 'berths', source_ids: [], sources: [], hidden_count: 1 }
    const corrected = { redaction_count: 0, correction_count: 0, correction_reasons: {}, freshness: {} }
    const source_packs = [{ ...pack, ...corrected, unresolved_claims: [] }]
    gateway.services.on(planRun, () => ({ ...planned(), source_packs }))
    expect((await plan(limited, one)).status).toBe(200)
    for (const path of ['plan', 'draft']) {
      const { status, headers } = await limited.ask(one.key, 'POST', `/api/synthesis/${path}`, { goal: 'g' })
      expect([status, Number(headers.get('retry-after')) > 20]).toEqual([429, true])
    }
    expect((await plan(limited, other)).status).toBe(200)

    const reading = await gateway.replica({ hiddenCountsPerMinute: 1 })
    gateway.services.on(getArtifactRun, ({ runId }) => ({ ...drafted(runId), source_packs }))
    const read = async (run: string) => (await reading.ask(one.key, 'GET', `/api/synthesis/runs/${run}`)).status
    expect([await read('synth_1'), await read('synth_2'), await read('synth_1')]).toEqual([200, 429, 200])
  })

  it('are not limited unless that is set', async () => {
    gateway.services.on(planRun, () => planned())
    for (let n = 0; n < 30; n++) {
      const { status, headers } = await plan(gateway, one)
      expect([status, headers.get('x-ratelimit-limit')]).toEqual([200, null])
    }
  })
})

describe('drafts that are waited for', () => {
  let started: string[]
  beforeEach(() => {
    started = []
    gateway.services.on(startDraft, () => ({ runId: `synth_${started.push('')}` }))
    gateway.services.on(watchRun, ({ runId }) => ({ run: runView(runId), ended: false, history: [] }))
    gateway.services.on(getArtifactRun, ({ runId }) => drafted(runId))
  })
  const draft = (at: Replica, { key }: Seeded, headers: Record<string, string> = {}) =>
    at.ask(key, 'POST', '/api/synthesis/draft', { goal: 'g' }, headers)

  it('have their bound, which starts nothing beyond it, and none for whoever does not wait', async () => {
    const bounded = await gateway.replica({ waiting: { perUser: 1, perTeam: null } })
    const waiting = draft(bounded, one)
    await waitUntil(() => started.length === 1)
    const refused = await draft(bounded, one)
    expect(refused).toMatchObject({ status: 503, body: { error: 'unavailable' } })
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(started).toHaveLength(1)
    expect((await draft(bounded, one, { prefer: 'respond-async' })).status).toBe(202)

    gateway.bus.publish(runChanged, { team: one.teamId, run: 'synth_1' }, { seq: 2, ended: true })
    expect((await waiting).status).toBe(200)
    const next = draft(bounded, one)
    await waitUntil(() => started.length === 3)
    gateway.bus.publish(runChanged, { team: one.teamId, run: 'synth_3' }, { seq: 2, ended: true })
    expect((await next).status).toBe(200)
  })
})
