import { runChanged, watchRun, type Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import { createApiKeyRepository } from '../../identity/api-keys/api-key.repository.ts'
import { followedRun, followEvents, type FollowedRun } from '../../testing/followed-run.ts'
import { entry } from '../../testing/samples.ts'
import { seedMember, startGateway, type Replica, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
let run: FollowedRun

beforeAll(async () => {
  gateway = await startGateway()
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())
beforeEach(() => (run = followedRun(gateway, owner)))

const follow = (headers: Record<string, string> = {}) => followEvents(gateway, owner, run, headers)

it('begin with the history, go on, and end with the run', async () => {
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 2)
  run.happen()
  await waitUntil(() => stream.ids().length === 3)
  run.happen('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual([1, 2, 3, 4])
  expect(stream.text()).toContain(`id: 4\nevent: run.succeeded\ndata: ${JSON.stringify(entry(4, 'run.succeeded'))}\n\n`)
})

it('begin after what the client has already', async () => {
  const stream = await follow({ 'last-event-id': '1' })
  run.happen('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual([2, 3])
})

it.each(['-1', 'x', '1; drop', '9'.repeat(30)])('begin at the start for the id %s, which is none', async (id) => {
  run.happen('run.succeeded')
  const stream = await follow({ 'last-event-id': id })
  await stream.done
  expect(stream.ids()).toEqual([1, 2, 3])
})

it('tell progress without an id', async () => {
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 2)
  run.tell({ done: 1, total: 3 })
  await waitUntil(() => stream.text().includes('progress'))
  expect(stream.text()).toContain('\n\nevent: progress\ndata: {"type":"progress","done":1,"total":3}\n\n')
  run.happen('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual([1, 2, 3])
})

it('come within a second when the wake-up was lost', async () => {
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 2)
  run.happenUnheard('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual([1, 2, 3])
})

it('miss nothing that happens between asking and listening', async () => {
  let first = true
  gateway.services.on(watchRun, ({ afterSeq }) => {
    const answer = run.state(afterSeq)
    // It moves right after the first answer was made, and says so once.
    if (first) run.happen()
    first = false
    return answer
  })
  const startedAt = Date.now()
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 3)
  expect(Date.now() - startedAt).toBeLessThan(900)
  run.happen('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual([1, 2, 3, 4])
})

it('come once each and in order, however fast they happen and however often they are told', async () => {
  const stream = await follow()
  for (let n = 0; n < 100; n++) {
    run.happen()
    run.tell()
    run.tell({ done: n, total: 100 })
    if (n % 10 === 0) await new Promise(setImmediate)
  }
  run.happen('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual(Array.from({ length: 103 }, (_, n) => n + 1))
})

it('go on while jobs is away for a moment', async () => {
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 2)
  gateway.services.on(watchRun, () => {
    throw new AppError('store_unavailable', 'gone')
  })
  run.tell()
  await waitUntil(() => gateway.services.asked.length > 1)
  gateway.services.on(watchRun, ({ afterSeq }) => run.state(afterSeq))
  run.happen('run.succeeded')
  await stream.done
  expect(stream.ids()).toEqual([1, 2, 3])
})

it('that the client has all of are not offered again', async () => {
  run.happen('run.succeeded')
  const { status } = await gateway.ask(owner.key, 'GET', `/runs/${run.id}/events`, undefined, { 'last-event-id': '3' })
  expect(status).toBe(204)
})

it('are nobody’s business in another team', async () => {
  const stranger = await seedMember(gateway.identity)
  const stream = await follow()
  const elsewhere = { team: stranger.teamId, run: run.id }
  gateway.bus.publish(runChanged, elsewhere, { seq: 9, ended: false, progress: { done: 7, total: 7 } })
  run.happen('run.succeeded')
  await stream.done
  expect(stream.text()).not.toContain('"done":7')
})

it('break off when they may no longer be seen, and cannot be followed again', async () => {
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 2)
  gateway.services.on(watchRun, () => {
    throw new AppError('run_not_found', 'no')
  })
  run.tell()
  await expect(stream.done).rejects.toThrow()
  expect((await follow()).response.status).toBe(404)
})

describe('end with what they rest on', () => {
  const begun = async (member: Seeded, replica: Replica) => {
    const stream = await followEvents(replica, member, run)
    await waitUntil(() => stream.ids().length === 2)
    return stream
  }

  it.each<[string, (member: Seeded) => Promise<unknown>]>([
    [
      'the key is revoked',
      ({ teamId, credentialId }) => createApiKeyRepository(gateway.store).revoke(teamId, credentialId, {}),
    ],
    ['the member is removed', ({ teamId, userId }) => gateway.identity.removeMember(teamId, userId)],
  ])('when %s, though nothing happens', async (_, end) => {
    const quick = await gateway.replica({ rightsLastMs: 50 })
    const member = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'member' })
    const stream = await begun(member, quick)
    await end(member)
    await expect(stream.done).rejects.toThrow()
    run.happen()
    expect(stream.ids()).toEqual([1, 2])
    expect((await followEvents(quick, member, run)).response.status).toBeGreaterThanOrEqual(401)
  })

  it('when the role no longer reaches the run: it is asked for under the rights of now', async () => {
    const quick = await gateway.replica({ rightsLastMs: 50 })
    const admin = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'admin' })
    const { state } = run
    gateway.services.on(watchRun, ({ afterSeq }, { principal }) => {
      if (principal.userId === admin.userId && principal.role !== 'admin') throw new AppError('run_not_found', 'no')
      return state(afterSeq)
    })
    const stream = await begun(admin, quick)
    await gateway.identity.changeRole(owner.teamId, admin.userId, 'viewer')
    await expect(stream.done).rejects.toThrow()
  })

  it('when the session is ended', async () => {
    const quick = await gateway.replica({ rightsLastMs: 50 })
    const { teamId, userId } = owner
    const membership = await gateway.identity.membership(teamId, userId)
    const { access_token: key, sessionId } = await quick.who.sessions.start(membership!)
    const stream = await begun({ ...owner, key }, quick)
    await quick.who.sessions.end({ teamId, userId, credentialId: sessionId } as Principal, sessionId, 'r')
    await expect(stream.done).rejects.toThrow()
  })
})
