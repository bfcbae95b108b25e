import type { Principal, TeamRole } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import { connectStore, type Store } from '@synthwright/persistence'
import { startFaultProxy, startStore, type FaultProxy, type RunningStore } from '@synthwright/testing'
import { createAuditRepository } from '../audit/audit.repository.ts'
import { collections } from '../register.ts'
import { seedMember, testSecret } from '../testing/start-gateway.ts'
import { createIdentity } from './create-identity.ts'
import { createIdentityRepository } from './identity.repository.ts'

/** What a gateway knows and does about accounts, over a connection of its own. */
const identityOver = (store: Store) =>
  createIdentity(
    { store, repository: createIdentityRepository(store), audit: createAuditRepository(store), secret: testSecret },
    {
      signUp: 'open',
      oidc: null,
      mail: null,
      allowedOrigins: [],
      secureCookies: true,
      signIns: { atOnce: 2, waiting: 100, waitingPerAddress: 100 },
    },
  )
type Gateway = ReturnType<typeof identityOver>

let server: RunningStore
let wire: FaultProxy
let stores: Store[]
let frozen: Gateway
let other: Gateway
beforeAll(async () => {
  server = await startStore()
  wire = await startFaultProxy({ target: server.uri })
  const connect = (uri: string) => connectStore({ uri, database: 'gateway_test', production: false })
  stores = await Promise.all([connect(wire.url), connect(server.uri)])
  await stores[1]!.ensureIndexes(...collections)
  ;[frozen, other] = stores.map(identityOver) as [Gateway, Gateway]
})
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()))
  await wire.stop()
  await server.stop()
})

let owner: Principal
let drawn = 0
const principalOf = async (teamId: string, role: TeamRole): Promise<Principal> => ({
  ...(await seedMember(other.repository, { teamId, role })),
  role,
  scopes: [],
  projectIds: null,
  memoryScopes: [],
  namespaces: [],
})
const acting = (principal = owner) => ({ principal, slug: owner.teamId, requestId: 'req_1' })
const inviting = (commandId = `command_${(drawn += 1)}`) => ({ ...acting(), commandId })
const mail = () => `somebody${(drawn += 1)}@example.org`
beforeEach(async () => {
  owner = await principalOf(`team_late${(drawn += 1)}`, 'owner')
})

/** What became of a write that was about to reach the store when others were done, and answered. */
const lateAfter = async (write: Promise<unknown>, reached: Promise<void>, others: () => Promise<unknown>) => {
  const outcome = write.then(
    () => 'done',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )
  await Promise.race([reached, outcome.then((early) => expect(early).toBe('held'))])
  await others()
  wire.release()
  return outcome
}
const writes = {
  turn: /update.{1,9}teams/s,
  membership: /update.{1,9}memberships/s,
  joining: /insert.{1,9}memberships/s,
  invitation: /(insert|update).{1,9}invitations/s,
  withdrawal: /findAndModify.{1,9}invitations/s,
}

const roleOf = async (userId: string) =>
  (await other.members.list(acting())).members.find(({ user_id }) => user_id === userId)?.role
const invited = async (role: TeamRole = 'member', as = acting(), email = mail()) =>
  (await other.members.invite({ email, role }, { ...as, commandId: `command_${(drawn += 1)}` })).invitation as {
    id: string
    token: string
  }
/** Somebody with an account and a team of their own. */
const stranger = () => principalOf(`team_own${(drawn += 1)}`, 'owner')

describe('a late change of a role', () => {
  const raised: TeamRole[] = ['admin', 'owner']
  const cases = raised.flatMap((role) => [
    [role, 'its turn', writes.turn] as const,
    [role, 'the membership', writes.membership] as const,
  ])
  it.each(cases)('to %s, held before %s, raises nobody whose role was lowered since', async (role, _, before) => {
    const { userId } = await principalOf(owner.teamId, 'member')
    const reached = wire.holdFrom(before)
    const late = await lateAfter(frozen.members.change(userId, role, acting()), reached, () =>
      other.members.change(userId, 'viewer', acting()),
    )
    expect([late, await roleOf(userId)]).toEqual(['revision_conflict', 'viewer'])
  })

  it('raises nobody of whom it was answered since that they are what they were', async () => {
    const { userId } = await principalOf(owner.teamId, 'viewer')
    const reached = wire.holdFrom(writes.turn)
    const late = await lateAfter(frozen.members.change(userId, 'admin', acting()), reached, () =>
      other.members.change(userId, 'viewer', acting()),
    )
    expect([late, await roleOf(userId)]).toEqual(['revision_conflict', 'viewer'])
  })

  it('is not made for somebody whose right to it was taken away since', async () => {
    const second = await principalOf(owner.teamId, 'owner')
    const { userId } = await principalOf(owner.teamId, 'member')
    const reached = wire.holdFrom(writes.turn)
    const late = await lateAfter(frozen.members.change(userId, 'owner', acting(second)), reached, () =>
      other.members.remove(second.userId, acting()),
    )
    expect([late, await roleOf(userId)]).toEqual(['revision_conflict', 'member'])
  })

  it('waits for the changes of others, which are not about the same', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => principalOf(owner.teamId, 'member')))
    const reached = wire.holdFrom(writes.turn)
    const late = await lateAfter(frozen.members.change(one!.userId, 'admin', acting()), reached, () =>
      other.members.change(two!.userId, 'viewer', acting()),
    )
    expect([late, await roleOf(one!.userId), await roleOf(two!.userId)]).toEqual(['done', 'admin', 'viewer'])
  })
})

describe('a member who was removed', () => {
  it.each([
    ['its turn', writes.turn],
    ['the membership', writes.membership],
  ])('stays removed, and one who has joined again stays, past a late removal held before %s', async (_, before) => {
    const { userId, credentialId, ...member } = await principalOf(owner.teamId, 'member')
    const reached = wire.holdFrom(before)
    const late = await lateAfter(frozen.members.remove(userId, acting()), reached, async () => {
      await other.members.remove(userId, acting())
      const { token } = await invited('viewer')
      await other.members.accept(token, acting({ ...member, userId, credentialId }))
    })
    expect([late, await roleOf(userId)]).toEqual(['revision_conflict', 'viewer'])
  })

  it('is not brought back by an acceptance that comes late', async () => {
    const bob = await stranger()
    const { token } = await invited('admin')
    const reached = wire.holdFrom(writes.joining)
    const late = await lateAfter(frozen.members.accept(token, acting(bob)), reached, async () => {
      await other.members.accept(token, acting(bob))
      await other.members.remove(bob.userId, acting())
    })
    expect([late, await roleOf(bob.userId)]).toEqual(['invalid_invitation', undefined])
  })

  it('is not brought back by the acceptance of another invitation, of before', async () => {
    const bob = await stranger()
    const [first, second] = [await invited('admin'), await invited('viewer')]
    const reached = wire.holdFrom(writes.joining)
    const late = await lateAfter(frozen.members.accept(first.token, acting(bob)), reached, async () => {
      await other.members.accept(second.token, acting(bob))
      await other.members.remove(bob.userId, acting())
    })
    expect([late, await roleOf(bob.userId)]).toEqual(['invalid_invitation', undefined])
  })
})

describe('somebody who joins as an owner', () => {
  it('is no owner when they were made less before a late gateway had made them one', async () => {
    const bob = await stranger()
    const { token } = await invited('owner')
    const reached = wire.holdFrom(writes.turn)
    const late = await lateAfter(frozen.members.accept(token, acting(bob)), reached, () =>
      other.members.change(bob.userId, 'viewer', acting()),
    )
    expect([late, await roleOf(bob.userId)]).toEqual(['done', 'viewer'])
  })

  it('does not become one again by the same token after they were made less', async () => {
    const bob = await stranger()
    const { token } = await invited('owner')
    await other.members.accept(token, acting(bob))
    await other.members.change(bob.userId, 'viewer', acting())
    await other.members.accept(token, acting(bob))
    expect(await roleOf(bob.userId)).toBe('viewer')
  })
})

describe('an invitation', () => {
  const open = async () => (await other.members.list(acting())).invitations.map(({ id, role }) => ({ id, role }))

  it('that comes late stays withdrawn', async () => {
    const email = mail()
    const reached = wire.holdFrom(writes.invitation)
    const late = await lateAfter(frozen.members.invite({ email, role: 'owner' }, inviting()), reached, async () => {
      const { id } = await invited('viewer', acting(), email)
      await other.members.remove(id, acting())
    })
    expect([late, await open()]).toEqual(['revision_conflict', []])
  })

  it('that comes late replaces no later one', async () => {
    const email = mail()
    await invited('member', acting(), email)
    const reached = wire.holdFrom(writes.invitation)
    const late = await lateAfter(frozen.members.invite({ email, role: 'owner' }, inviting()), reached, () =>
      invited('viewer', acting(), email),
    )
    expect([late, await open()]).toMatchObject(['revision_conflict', [{ role: 'viewer' }]])
  })

  it('is not withdrawn by what was meant for the one before', async () => {
    const email = mail()
    const { id } = await invited('member', acting(), email)
    const reached = wire.holdFrom(writes.withdrawal)
    const late = await lateAfter(frozen.members.remove(id, acting()), reached, () => invited('viewer', acting(), email))
    expect([late, await open()]).toEqual(['revision_conflict', [{ id, role: 'viewer' }]])
  })

  it('that was withdrawn lets nobody join who was about to', async () => {
    const bob = await stranger()
    const { id, token } = await invited('admin')
    const reached = wire.holdFrom(writes.joining)
    const late = await lateAfter(frozen.members.accept(token, acting(bob)), reached, () =>
      other.members.remove(id, acting()),
    )
    expect([late, await roleOf(bob.userId)]).toEqual(['invalid_invitation', undefined])
  })
})

it('what an owner chose for the organisation stays, past a choice that comes late', async () => {
  const asking = acting()
  const reached = wire.holdFrom(writes.turn)
  const late = await lateAfter(frozen.organization.change({ name: 'First' }, asking), reached, async () => {
    await other.organization.change({ name: 'Second' }, asking)
    await other.organization.change({ name: 'Some team' }, asking)
  })
  expect([late, (await other.organization.get(asking)).name]).toEqual(['revision_conflict', 'Some team'])
})

describe('what needs no order, since it is for good', () => {
  it('a key that was revoked stays so, past a gateway that makes it late', async () => {
    const given = { name: 'k', live: false, scopes: [], project_ids: [] }
    const making = { principal: owner, requestId: 'req_1', commandId: `command_${(drawn += 1)}` }
    const reached = wire.holdFrom(/insert.{1,9}credentials/s)
    const late = await lateAfter(frozen.apiKeys.create(given, making), reached, async () => {
      const { id } = await other.apiKeys.create(given, making)
      await other.apiKeys.revoke(id, making)
    })
    const keys = await other.apiKeys.list(owner)
    expect([late, keys.filter(({ name }) => name === 'k').map(({ revoked_at }) => revoked_at !== null)]).toEqual([
      'done',
      [true],
    ])
  })

  it('a session that was ended is not continued by a late exchange', async () => {
    const membership = (await other.repository.membership(owner.teamId, owner.userId))!
    const { refresh_token, sessionId } = await other.sessions.start(membership)
    const reached = wire.holdFrom(/update.{1,9}sessions/s)
    const late = await lateAfter(frozen.sessions.refresh(refresh_token, 'req_1'), reached, () =>
      other.sessions.end(owner, sessionId, 'req_2'),
    )
    expect([late, await other.sessions.list(owner)]).toEqual(['invalid_token', []])
  })
})
