import {
  authorizeProject,
  createEntity,
  getArtifactRun,
  recordAudit,
  startDraft,
  type AuditEntry,
} from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { drafted } from '../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  gateway.services.forget()
  owner = await seedMember(gateway.identity)
})

const list = (teamId = owner.teamId) => gateway.audit.list(teamId, {}, 200)

const entry = (given: Partial<AuditEntry> = {}): AuditEntry => ({
  id: newId('audit'),
  teamId: owner.teamId,
  at: '2026-03-02T00:00:00.000Z',
  type: 'synthesis.draft',
  principal: { userId: owner.userId, credentialId: owner.credentialId },
  requestId: 'req_1',
  runId: 'synth_1',
  targetIds: ['art_1'],
  outcome: 'ok',
  counts: { sections: 3 },
  ...given,
})

describe('entries of a service', () => {
  it('are kept, each for its team', async () => {
    const other = await seedMember(gateway.identity)
    const [mine, theirs] = [entry(), entry({ teamId: other.teamId, requestId: null, runId: null, targetIds: [] })]
    const { stored } = await gateway.bus.call(recordAudit, { entries: [mine, theirs] })
    expect(stored).toEqual([mine.id, theirs.id])
    expect(await list()).toEqual([mine])
    expect(await list(other.teamId)).toEqual([theirs])
  })

  it('that come twice are kept once, as they were', async () => {
    const first = entry()
    await gateway.bus.call(recordAudit, { entries: [first] })
    const again = { ...first, outcome: 'failed' as const }
    const { stored } = await gateway.bus.call(recordAudit, {
      entries: [again, again, entry({ at: '2026-03-01T00:00:00.000Z' })],
    })
    expect(stored).toHaveLength(3)
    const kept = await list()
    expect(kept).toHaveLength(2)
    expect(kept[0]).toEqual(first)
  })

  it('are refused when they are of no known type', async () => {
    const unknown = entry({ type: 'goal.told' as never })
    await expect(gateway.bus.call(recordAudit, { entries: [unknown] })).rejects.toMatchObject({
      code: 'contract_violated',
    })
  })
})

describe('refusals', () => {
  const draft = (key: string | null, body: object) =>
    gateway.ask(key, 'POST', '/api/synthesis/draft', { goal: 'confidential', ...body }, { 'x-request-id': 'mine' })

  it('for want of scope, role or access are written down without what was asked', async () => {
    const { identity, services } = gateway
    const { teamId } = owner
    services.on(authorizeProject, () => {
      throw new AppError('project_access_denied', 'no')
    })
    const reader = await seedMember(identity, { teamId, scopes: ['api:read'] })
    const viewer = await seedMember(identity, { teamId, role: 'viewer' })
    await gateway.ask(reader.key, 'DELETE', '/api/entities/note_1')
    await draft(viewer.key, { remember: true })
    await draft(owner.key, { project: 'confidential' })
    // Two of them can stand in one millisecond.
    const order = ['insufficient_scope', 'insufficient_role', 'project_access_denied']
    const entries = (await list()).toSorted((a, b) => order.indexOf(a.code!) - order.indexOf(b.code!))
    expect(entries.map(({ type, operation, code, targetIds }) => [type, operation, code, targetIds])).toEqual([
      ['request.refused', 'deleteEntity', 'insufficient_scope', ['note_1']],
      ['synthesis.remember_denied', 'draftSynthesis', 'insufficient_role', []],
      ['request.refused', 'draftSynthesis', 'project_access_denied', []],
    ])
    expect(entries.map(({ principal }) => principal.userId)).toEqual([reader.userId, viewer.userId, owner.userId])
    expect(entries.at(-1)).toMatchObject({ requestId: 'mine', outcome: 'refused', runId: null })
    expect(JSON.stringify(entries)).not.toContain('confidential')
  })

  it('of a handler are written down each time, since a repeated key is decided anew', async () => {
    gateway.services.on(createEntity, () => {
      throw new AppError('project_access_denied', 'no')
    })
    const create = () => gateway.ask(owner.key, 'POST', '/api/entities', { name: 'n' }, { 'idempotency-key': 'k' })
    for (const { status } of [await create(), await create()]) expect(status).toBe(403)
    expect(await list()).toHaveLength(2)
  })

  it('of a credential that counts no more are written down, for the team it was of', async () => {
    const { identity } = gateway
    const { teamId } = owner
    const [revoked, removed] = [await seedMember(identity, { teamId }), await seedMember(identity, { teamId })]
    await identity.revokeCredential(teamId, revoked.credentialId)
    await identity.removeMember(teamId, removed.userId)
    expect((await draft(revoked.key, { remember: true })).status).toBe(401)
    expect((await draft(removed.key, {})).status).toBe(403)
    const entries = await list()
    expect(entries).toHaveLength(2)
    for (const [{ userId, credentialId }, code] of [
      [revoked, 'invalid_token'],
      [removed, 'no_organization'],
    ] as const)
      expect(entries).toContainEqual(
        expect.objectContaining({
          type: 'request.refused',
          principal: { userId, credentialId },
          code,
          requestId: 'mine',
        }),
      )
    expect(JSON.stringify(entries)).not.toContain('confidential')
  })

  it('of who asks too often are written down', async () => {
    const limited = await gateway.replica({ rateLimits: { requestsPerMinute: 1, failedSignInsPerMinute: null } })
    gateway.services.on(startDraft, () => ({ runId: newId('run') }))
    const ask = () => limited.ask(owner.key, 'POST', '/api/synthesis/draft', { goal: 'g' }, { prefer: 'respond-async' })
    for (const { status } of [await ask(), await ask()]) expect([202, 429]).toContain(status)
    expect(await list()).toMatchObject([{ type: 'request.refused', code: 'rate_limited', operation: 'draftSynthesis' }])
  })

  it('of nobody known, and those that are no matter of rights, are not', async () => {
    const close = `${owner.key.slice(0, -1)}${owner.key.endsWith('A') ? 'B' : 'A'}`
    for (const key of [null, 'sk_live_nonsense', close]) expect((await draft(key, {})).status).toBe(401)
    const member = await seedMember(gateway.identity, { teamId: owner.teamId })
    expect((await draft(member.key, { depth: 'x' })).status).toBe(422)
    expect((await gateway.ask(member.key, 'GET', '/nowhere')).status).toBe(404)
    expect(await list()).toEqual([])
  })
})

describe('reads', () => {
  const read = () => gateway.ask(owner.key, 'GET', '/api/synthesis/runs/synth_1', undefined, { 'x-request-id': 'mine' })

  it('of what a run made are written down', async () => {
    gateway.services.on(getArtifactRun, ({ runId }) => drafted(runId))
    await read()
    await read()
    expect(await list()).toMatchObject(
      [1, 2].map(() => ({ type: 'synthesis.run_read', runId: 'synth_1', requestId: 'mine', outcome: 'ok' })),
    )
  })

  it('of a run that goes on, and of none, are not', async () => {
    gateway.services.on(getArtifactRun, ({ runId }) => ({
      ...drafted(runId),
      ended_at: null,
      status: 'drafting' as const,
    }))
    expect((await read()).status).toBe(200)
    gateway.services.on(getArtifactRun, () => {
      throw new AppError('run_not_found', 'no')
    })
    expect((await read()).status).toBe(404)
    expect(await list()).toEqual([])
  })

  it('are no business of a draft, which jobs writes down', async () => {
    gateway.services.on(startDraft, () => ({ runId: newId('run') }))
    await gateway.ask(owner.key, 'POST', '/api/synthesis/draft', { goal: 'g' }, { prefer: 'respond-async' })
    expect(await list()).toEqual([])
  })
})
