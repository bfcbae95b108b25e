import {
  addMemberRoute,
  changeMemberRoute,
  changeOrganizationRoute,
  createApiKeyRoute,
  createEntityRoute,
  createProjectRoute,
  draftRoute,
  getEntityRoute,
  getProjectRoute,
  importDocumentRoute,
  listEntitiesRoute,
  listProjectsRoute,
  meRoute,
  planRoute,
  removeMemberRoute,
  revokeApiKeyRoute,
  searchRoute,
  signInRoute,
  signUpRoute,
  type CreateApiKey,
  type TeamRole,
} from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import type { z } from 'zod'

let system: System
let ada: ApiClient
let slug: string
let mine: { open: string; closed: string; row: string; loose: string }

const password = 'nine-lives-9'
const goal = 'Document the harbour'
const account = (name: string) => ({ email: `${name}@example.org`, password, name })
const clientOf = ({ access_token }: { access_token: string }) => apiClient(system.url, access_token)

beforeAll(async () => {
  system = await startSystem()
  const anybody = apiClient(system.url)
  const signedUp = await anybody.expect(signUpRoute, { body: account('ada') })
  slug = signedUp.organization.slug
  ada = clientOf(signedUp)
  const project = async (name: string, visibility: string) =>
    (await ada.expect(createProjectRoute, { body: { name, visibility } })).id
  const [open, closed] = [await project('Harbour', 'org'), await project('Vault', 'private')]
  const row = async (name: string, project_id?: string) =>
    (await ada.expect(createEntityRoute, { body: { name, content: `${name} lifts.`, metadata: { project_id } } })).id
  mine = { open, closed, row: await row('Crane', closed), loose: await row('Winch') }
}, 60_000)
afterAll(() => system.stop())

const keyOf = async (given: z.input<typeof CreateApiKey>, client = ada) => {
  const { api_key, id } = await client.expect(createApiKeyRoute, { body: given })
  return { client: apiClient(system.url, api_key), id }
}

/** Somebody of the organisation with a role, signed in to it. */
const member = async (name: string, role: TeamRole) => {
  const anybody = apiClient(system.url)
  const { user } = await anybody.expect(signUpRoute, { body: account(name) })
  const { invitation } = await ada.expect(addMemberRoute, { params: { slug }, body: { email: user.email, role } })
  const body = { email: user.email, password, invitation_token: invitation.token }
  return { userId: user.id, client: clientOf(await anybody.expect(signInRoute, { body })) }
}

it('acceptance 22: one answer for a project outside the key, one that is closed to a member, and one that is none', async () => {
  const { client: bound } = await keyOf({ name: 'bound', project_ids: [mine.open], scopes: ['api:write'] })
  const { client: bob } = await member('bob', 'member')
  const refusals: [ApiClient, string][] = [
    [bound, mine.closed],
    [bob, mine.closed],
    [ada, 'proj_000000000000'],
  ]
  for (const route of [planRoute, draftRoute, searchRoute, importDocumentRoute]) {
    const seen = new Set<string>()
    for (const [client, project] of refusals) {
      const body = { goal, query: 'crane', content: 'x', name: 'k', project, project_ids: [project] }
      const { status, error } = await client.send(route, { body })
      seen.add(JSON.stringify([status, { ...error, request_id: '' }]))
    }
    expect([route.operationId, [...seen]]).toEqual([
      route.operationId,
      [expect.stringContaining('Project access denied')],
    ])
  }
  expect((await bound.send(planRoute, { body: { goal, project: mine.open } })).status).toBe(200)
  expect((await ada.send(planRoute, { body: { goal, project: mine.closed } })).status).toBe(200)
})

it('a key bound to a project sees nothing outside it, on any path', async () => {
  const { client: bound } = await keyOf({ name: 'bound', project_ids: [mine.open], scopes: ['api:write'] })
  expect((await bound.expect(listProjectsRoute)).projects.map(({ id }) => id)).toEqual([mine.open])
  expect((await bound.send(getProjectRoute, { params: { project_id: mine.closed } })).status).toBe(404)
  expect(
    (await bound.expect(listEntitiesRoute)).entities.filter(({ id }) => [mine.row, mine.loose].includes(id)),
  ).toEqual([])
  for (const entity_id of [mine.row, mine.loose])
    expect((await bound.send(getEntityRoute, { params: { entity_id } })).status).toBe(404)
  expect((await bound.expect(searchRoute, { body: { query: 'crane winch lifts' } })).total).toBe(0)
  const plan = await bound.send(planRoute, { body: { goal: 'Document the crane and the winch' } })
  expect(plan.text).not.toMatch(/lifts|Vault/)
})

it('acceptance 57: a key reads and drafts with `api:read`, and remembers only where it may write', async () => {
  const { client: reader } = await keyOf({ name: 'reader' })
  const { client: projectOnly } = await keyOf({ name: 'writer', scopes: ['api:write'], memory_scopes: ['project'] })
  for (const route of [planRoute, draftRoute]) expect((await reader.send(route, { body: { goal } })).status).toBe(200)
  const body = { goal, remember: true }
  expect((await reader.send(draftRoute, { body })).error).toMatchObject({
    error: 'insufficient_api_scope',
    details: { expected: 'api:write', actual: 'api:read' },
  })
  expect((await projectOnly.send(draftRoute, { body: { ...body, memory_scope: 'private' } })).error).toMatchObject({
    error: 'forbidden',
    message: 'memory_scope_not_granted',
  })
})

it('acceptance 62: a key does what its owner may do at that moment, until either is gone', async () => {
  const { client: carol, userId } = await member('carol', 'member')
  const { client: key } = await keyOf({ name: 'k', scopes: ['api:write'] }, carol)
  const write = () => key.send(createEntityRoute, { body: { name: 'Bollard' } })
  expect((await write()).status).toBe(201)
  const change = (role: TeamRole) => ada.send(changeMemberRoute, { params: { slug, user_id: userId }, body: { role } })
  expect((await change('viewer')).status).toBe(200)
  expect((await write()).error).toMatchObject({ message: 'insufficient_org_role' })
  await change('member')
  expect((await write()).status).toBe(201)
  await ada.expect(removeMemberRoute, { params: { slug, user_id: userId } })
  expect((await write()).error).toMatchObject({ error: 'no_org_context' })
})

it('a revoked key counts for no further request', async () => {
  const { client, id } = await keyOf({ name: 'k' })
  expect((await client.send(meRoute)).status).toBe(200)
  await ada.expect(revokeApiKeyRoute, { params: { api_key_id: id } })
  expect((await client.send(meRoute)).error).toMatchObject({ message: 'Invalid token' })
  expect((await client.send(planRoute, { body: { goal } })).status).toBe(401)
})

it('an owner chooses whether a plan tells how many rows were withheld from its reader', async () => {
  const { client: eve } = await member('eve', 'viewer')
  const hidden = async () => {
    const { source_packs } = await eve.expect(planRoute, { body: { goal: 'Document what the crane lifts' } })
    return source_packs.reduce((sum, { hidden_count }) => sum + hidden_count, 0)
  }
  expect(await hidden()).toBe(1)
  const params = { slug }
  const off = await ada.expect(changeOrganizationRoute, { params, body: { show_hidden_count: false } })
  expect([off.show_hidden_count, await hidden()]).toEqual([false, 0])
  await ada.expect(changeOrganizationRoute, { params, body: { show_hidden_count: true } })
  expect(await hidden()).toBe(1)
})
