import {
  authorizeProject,
  createProject,
  getArtifactRun,
  getProject,
  runChanged,
  startDraft,
  startVerify,
  watchRun,
} from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { systemScope } from '@synthwright/persistence'
import { waitUntil } from '@synthwright/testing'
import { drafted, project, runView } from '../testing/samples.ts'
import { seedMember, startGateway, type Replica, type Seeded, type TestGateway } from '../testing/start-gateway.ts'
import { issueKey } from '../identity/issue-key.ts'
import { keyRecords } from './key-record.schema.ts'

const leaseMs = 600

let gateway: TestGateway
let other: Replica
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway({ deadlineMs: 2_000, leaseMs })
  other = await gateway.replica()
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())

/** Jobs as far as it matters here: a run for each command, ended when a test says so. */
let runs: Map<string, string>
let ended: Set<string>
const end = (runId: string) => {
  ended.add(runId)
  gateway.bus.publish(runChanged, { team: owner.teamId, run: runId }, { seq: 2, ended: true })
}
const endAll = async () => {
  await waitUntil(() => runs.size > 0)
  for (const runId of runs.values()) end(runId)
}

let key: string
beforeEach(() => {
  key = newId('command')
  runs = new Map()
  ended = new Set()
  const { services } = gateway
  services.forget()
  services.on(startDraft, ({ commandId }) => {
    const runId = runs.get(commandId) ?? newId('run')
    runs.set(commandId, runId)
    return { runId }
  })
  services.on(watchRun, ({ runId }) => ({
    run: runView(runId, ended.has(runId) ? 'succeeded' : 'running'),
    ended: ended.has(runId),
    history: [],
  }))
  services.on(getArtifactRun, ({ runId }) => drafted(runId))
  services.on(getProject, () => project)
})

const asked = (name: string) => gateway.services.asked.filter((one) => one.name === name)
const draft = (body: object = { goal: 'g' }, { at = gateway as Replica, who = owner.key, headers = {} } = {}) =>
  at.ask(who, 'POST', '/api/synthesis/draft', body, { 'idempotency-key': key, ...headers })
const replayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed') === 'true'

describe('one request sent several times', () => {
  it('is done once and answered alike, at once and over two gateways', async () => {
    const answering = [draft(), draft({ goal: 'g' }, { at: other }), draft(), draft({ goal: 'g' }, { at: other })]
    await waitUntil(() => asked('start-draft').length > 0)
    await endAll()
    const answers = await Promise.all(answering)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1)
    expect(asked('start-draft')).toHaveLength(1)
  })

  it('is answered alike later, by the other gateway too, out of the stored run', async () => {
    const first = draft()
    await endAll()
    const { text } = await first
    gateway.services.asked.length = 0
    const later = [await draft(), await draft({ goal: 'g' }, { at: other })]
    expect(later.map((answer) => [answer.status, answer.text, replayed(answer)])).toEqual([
      [200, text, true],
      [200, text, true],
    ])
    expect(gateway.services.asked.map(({ name }) => name)).toEqual(['get-artifact-run', 'get-artifact-run'])
    const records = gateway.store.systemRepository(keyRecords, systemScope('test'))
    const [record] = await records.find({ commandId: [...runs.keys()][0]! })
    expect(JSON.parse(record!.body!)).toEqual({
      reference: { runId: [...runs.values()][0], accepted: false, preferAsync: false },
    })
  })

  it('keeps its 202 and where to look, also when the run has ended since', async () => {
    const first = await draft({ goal: 'g' }, { headers: { prefer: 'respond-async' } })
    expect(first.status).toBe(202)
    await endAll()
    const again = await draft()
    expect([again.status, again.text]).toEqual([202, first.text])
    for (const header of ['location', 'preference-applied', 'content-type'])
      expect(again.headers.get(header)).toBe(first.headers.get(header))
  })

  it('keeps the 202 of a deadline that passed', async () => {
    const first = await draft()
    expect(first.status).toBe(202)
    await endAll()
    expect(await draft()).toMatchObject({ status: 202, text: first.text })
    expect(runs.size).toBe(1)
  })

  it('keeps an answer of several megabytes', async () => {
    const content = '船'.repeat(2_000_000)
    gateway.services.on(getArtifactRun, ({ runId }) => {
      const record = drafted(runId)
      return { ...record, artifact: { ...record.artifact!, markdown: content } }
    })
    const first = draft()
    await endAll()
    const { text } = await first
    expect(text.length).toBeGreaterThan(content.length)
    const again = await draft()
    expect(again.text === text).toBe(true)
  })

  it('is answered though its first client left', async () => {
    const leaving = new AbortController()
    const left = fetch(`${gateway.url}/api/synthesis/draft`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: '{"goal":"g"}',
      signal: leaving.signal,
    })
    await waitUntil(() => asked('start-draft').length > 0)
    leaving.abort()
    await expect(left).rejects.toThrow()
    const again = draft()
    await endAll()
    expect(replayed(await again)).toBe(true)
    expect(asked('start-draft')).toHaveLength(1)
  })
})

describe('another request', () => {
  const conflict = { status: 409, body: { error: 'conflict', message: 'idempotency_key_reused' } }
  const async = { prefer: 'respond-async' }

  it('with the same key is refused, whatever became of the first', async () => {
    const first = draft()
    await waitUntil(() => asked('start-draft').length > 0)
    expect(await draft({ goal: 'other' })).toMatchObject(conflict)
    await endAll()
    await first
    expect(await draft({ goal: 'other' }, { at: other })).toMatchObject(conflict)
    expect(runs.size).toBe(1)
  })

  it('is what nobody told the schema, too', async () => {
    await draft({ goal: 'g' }, { headers: async })
    expect(await draft({ goal: 'g', unheard: 1 })).toMatchObject(conflict)
    expect(await draft({ goal: ' g ' })).toMatchObject(conflict)
  })

  it('is that of another user, of another credential, or on another path: each has its own effect', async () => {
    const { teamId, userId } = owner
    const colleague = await seedMember(gateway.identity, { teamId })
    const second = await issueKey(gateway.identity, { teamId, userId, name: 'Second' })
    gateway.services.on(startVerify, () => ({ runId: 'synth_v' }))
    for (const who of [owner.key, colleague.key, second.key])
      expect(replayed(await draft({ goal: 'g' }, { who, headers: async }))).toBe(false)
    expect(new Set(runs.keys()).size).toBe(3)
    const body = { source_ids: ['a'], markdown: 'm' }
    const headers = { ...async, 'idempotency-key': key }
    const checked = await gateway.ask(owner.key, 'POST', '/api/synthesis/verify', body, headers)
    expect([checked.status, checked.body.run_id]).toEqual([202, 'synth_v'])
  })

  it('is the same one after a day', async () => {
    await draft({ goal: 'g' }, { headers: async })
    const records = gateway.store.systemRepository(keyRecords, systemScope('test'))
    const [command] = runs.keys()
    await records.update({ commandId: command! }, { $set: { expiresAt: new Date(Date.now() - 1) } })
    expect((await draft({ goal: 'later' }, { headers: async })).status).toBe(202)
    expect(runs.size).toBe(2)
  })
})

describe('an unknown outcome', () => {
  it.each([
    ['away', 'service_unavailable', 503],
    ['unheard', 'outcome_unknown', 504],
    ['broken', 'internal', 500],
  ] as const)(
    '(%s) is not kept: another call takes over when the lease has lapsed, under the same command',
    async (_, code, status) => {
      const commands: string[] = []
      gateway.services.on(createProject, ({ commandId }) => {
        commands.push(commandId)
        if (commands.length === 1) throw new AppError(code, 'no')
        return project
      })
      const create = (at: Replica) =>
        at.ask(owner.key, 'POST', '/api/projects', { name: 'n' }, { 'idempotency-key': key })
      expect((await create(gateway)).status).toBe(status)
      const startedAt = Date.now()
      const [second, third] = await Promise.all([create(other), create(gateway)])
      expect([second.status, third.status, second.text]).toEqual([201, 201, third.text])
      expect(Date.now() - startedAt).toBeGreaterThan(leaseMs / 2)
      expect(commands).toEqual([commands[0], commands[0]])
    },
  )

  it('keeps its key for its request: another body is refused after the lease, too', async () => {
    gateway.services.on(createProject, () => {
      throw new AppError('outcome_unknown', 'no')
    })
    const create = (name: string) =>
      gateway.ask(owner.key, 'POST', '/api/projects', { name }, { 'idempotency-key': key })
    expect((await create('n')).status).toBe(504)
    const records = gateway.store.systemRepository(keyRecords, systemScope('test'))
    await waitUntil(async () => (await records.count({ status: null, leaseUntil: { $gt: new Date() } })) === 0)
    expect((await create('m')).body.message).toBe('idempotency_key_reused')
  })
})

it('keeps no refusal: a right that was given since counts, under the same command', async () => {
  const commands: string[] = []
  gateway.services.on(createProject, ({ commandId }) => {
    commands.push(commandId)
    if (commands.length === 1) throw new AppError('project_not_found', 'no')
    return project
  })
  const create = () => gateway.ask(owner.key, 'POST', '/api/projects', { name: 'n' }, { 'idempotency-key': key })
  expect([(await create()).status, (await create()).status]).toEqual([404, 201])
  expect(commands).toEqual([commands[0], commands[0]])
})

describe('what is shown again', () => {
  const withheld = (runId: string) => ({ ...drafted(runId), artifact: null, outline: null, withheld: true })

  it('is the run as its reader may see it by then', async () => {
    const first = draft()
    await endAll()
    expect((await first).text).toContain('markdown')
    gateway.services.on(getArtifactRun, ({ runId }) => withheld(runId))
    expect((await draft()).status).toBe(403)
    gateway.services.on(getArtifactRun, () => {
      throw new AppError('run_not_found', 'no')
    })
    expect((await draft()).status).toBe(404)
  })

  it('is not even that it was accepted, to whoever may not know of the run', async () => {
    const first = await draft({ goal: 'g' }, { headers: { prefer: 'respond-async' } })
    expect(first.status).toBe(202)
    gateway.services.on(getArtifactRun, () => {
      throw new AppError('run_not_found', 'no')
    })
    const again = await draft()
    expect([again.status, again.text]).toEqual([404, expect.not.stringContaining([...runs.values()][0]!)])
  })
})

describe('a draft that is waited for', () => {
  it('is not shown to somebody who was removed while it was written', async () => {
    const quick = await gateway.replica({ rightsLastMs: 1 })
    for (const headers of [{}, { 'idempotency-key': newId('command') }] as Record<string, string>[]) {
      runs.clear()
      const colleague = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'member' })
      const waiting = quick.ask(colleague.key, 'POST', '/api/synthesis/draft', { goal: 'g' }, headers)
      await waitUntil(() => runs.size > 0)
      await gateway.identity.removeMember(owner.teamId, colleague.userId)
      await endAll()
      const { status, text } = await waiting
      expect([status, text]).toEqual([403, expect.not.stringContaining('markdown')])
    }
  })
})

it('shows no answer to somebody whose access went since', async () => {
  let readable = true
  gateway.services.on(authorizeProject, ({ role }) => {
    if (!readable) throw new AppError('project_access_denied', 'no')
    return { role }
  })
  const body = { goal: 'g', project: 'proj_1' }
  const first = draft(body)
  await endAll()
  expect((await first).status).toBe(200)
  readable = false
  expect((await draft(body)).status).toBe(403)
})

it('refuses a key that is too long, by the name of its header', async () => {
  key = 'k'.repeat(256)
  const { status, body } = await draft()
  expect([status, body.error, body.details.field]).toEqual([422, 'validation_error', 'Idempotency-Key'])
  expect(gateway.services.asked).toEqual([])
})
