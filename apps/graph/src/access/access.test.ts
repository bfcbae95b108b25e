import { memoryGraph, planRequest, principal } from '../testing/memory-graph.ts'
import { SearchRequest } from '@synthwright/contracts'

const ada = principal()
const bob = principal({ userId: 'user_bob', role: 'member' })
const eve = principal({ userId: 'user_eve', role: 'viewer' })
const stranger = principal({ teamId: 'team_two', userId: 'user_mallory' })

const world = async () => {
  const graph = memoryGraph()
  const open = await graph.project(ada, { name: 'Open harbour' })
  const closed = await graph.project(ada, { name: 'Closed harbour', visibility: 'private' })
  const own = await graph.project(bob, { name: 'Harbour of Bob', visibility: 'private' })
  const rowIn = (project: string | null, name: string) =>
    graph.entity(ada, { name, content: `${name} of the harbour.`, metadata: project ? { project_id: project } : {} })
  const rows = {
    open: await rowIn(open.id, 'Open row'),
    closed: await rowIn(closed.id, 'Closed row'),
    own: await rowIn(own.id, 'Own row'),
    none: await rowIn(null, 'Row of nobody'),
  }
  const seenBy = async (who: typeof ada) => {
    const { results } = await graph.search.search(who, SearchRequest.parse({ query: 'harbour row', limit: 50 }))
    return results
      .map(({ name }) => name)
      .filter((name) => /row/i.test(name))
      .sort()
  }
  return { graph, open, closed, own, rows, seenBy }
}

describe('rows are seen', () => {
  it('by owners and admins, all of them', async () => {
    const { seenBy } = await world()
    expect(await seenBy(ada)).toEqual(['Closed row', 'Open row', 'Own row', 'Row of nobody'])
    expect(await seenBy(principal({ userId: 'user_root', role: 'admin' }))).toHaveLength(4)
  })

  it('by members and viewers: of open projects, of their own, and of none', async () => {
    const { seenBy } = await world()
    expect(await seenBy(bob)).toEqual(['Open row', 'Own row', 'Row of nobody'])
    expect(await seenBy(eve)).toEqual(['Open row', 'Row of nobody'])
  })

  it('through a bound key: of its projects only', async () => {
    const { seenBy, open, closed } = await world()
    expect(await seenBy(principal({ projectIds: [open.id] }))).toEqual(['Open row'])
    expect(await seenBy(principal({ ...bob, projectIds: [open.id, closed.id] }))).toEqual(['Open row'])
  })

  it('by another team: none', async () => {
    const { graph, seenBy, open, rows } = await world()
    expect(await seenBy(stranger)).toEqual([])
    await expect(graph.entities.get(stranger, rows.open.id)).rejects.toMatchObject({ code: 'entity_not_found' })
    await expect(graph.projects.get(stranger, open.id)).rejects.toMatchObject({ code: 'project_not_found' })
    expect(await graph.projects.list(stranger)).toEqual({ projects: [], total: 0 })
  })
})

describe('a project', () => {
  it('that is unknown, unreadable or outside the key is refused alike', async () => {
    const { graph, open, closed } = await world()
    const refusals = await Promise.all([
      graph.projects.authorize(ada, 'proj_unknown', 'project_viewer').catch((error: unknown) => error),
      graph.projects.authorize(bob, closed.id, 'project_viewer').catch((error: unknown) => error),
      graph.projects
        .authorize(principal({ projectIds: [closed.id] }), open.id, 'project_viewer')
        .catch((error: unknown) => error),
      graph.plans.plan(bob, planRequest({ goal: 'Harbour', project: closed.id }), []).catch((error: unknown) => error),
    ])
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        code: 'project_access_denied',
        message: 'Project access denied',
        details: { field: 'project' },
      })
  })

  it.each([
    ['owner', 'project_owner'],
    ['admin', 'project_owner'],
    ['member', 'project_contributor'],
    ['viewer', 'project_viewer'],
  ] as const)('is open to a %s as %s', async (role, projectRole) => {
    const { graph, open } = await world()
    expect(await graph.projects.authorize(principal({ userId: 'user_x', role }), open.id, 'project_viewer')).toEqual({
      role: projectRole,
    })
  })

  it('belongs to the member who made it', async () => {
    const { graph, own } = await world()
    expect(await graph.projects.authorize(bob, own.id, 'project_owner')).toEqual({ role: 'project_owner' })
    await expect(graph.projects.authorize(eve, own.id, 'project_viewer')).rejects.toMatchObject({
      code: 'project_access_denied',
    })
  })

  it('takes rows only from contributors', async () => {
    const { graph, open, closed } = await world()
    const write = (who: typeof ada, project: string) =>
      graph.entity(who, { name: 'New', metadata: { project_id: project } })
    await expect(write(eve, open.id)).rejects.toMatchObject({ code: 'project_access_denied' })
    await expect(write(bob, closed.id)).rejects.toMatchObject({
      code: 'project_access_denied',
      details: { field: 'metadata.project_id' },
    })
    await expect(graph.document(eve, { project: open.id, content: 'x' })).rejects.toMatchObject({
      code: 'project_access_denied',
    })
    await expect(graph.entity(principal({ projectIds: [open.id] }), { name: 'New' })).rejects.toMatchObject({
      code: 'project_access_denied',
    })
  })

  it('that is deleted leaves its rows to owners and admins', async () => {
    const { graph, open, rows, seenBy } = await world()
    await expect(graph.entities.delete(bob, open.id)).rejects.toMatchObject({ code: 'project_access_denied' })
    await graph.entities.delete(ada, open.id)
    expect(await seenBy(bob)).toEqual(['Own row', 'Row of nobody'])
    expect((await graph.entities.get(ada, rows.open.id)).metadata).toEqual({ project_id: open.id })
  })
})

describe('what a caller cannot read', () => {
  it('changes no byte of a plan, nor its snapshot', async () => {
    const plain = async (withHidden: boolean) => {
      const { graph, closed } = await worldOf(withHidden)
      const { body, viewDigest } = await graph.plans.plan(bob, planRequest({ goal: 'Harbour rows' }), [])
      return { closed, viewDigest, body: JSON.stringify(body).replaceAll(/(?:\w+_)[0-9a-f]{12}/g, 'ID') }
    }
    const worldOf = async (withHidden: boolean) => {
      const graph = memoryGraph()
      const closed = await graph.project(ada, { name: 'Closed', visibility: 'private' })
      const near = await graph.entity(ada, { name: 'Near', content: 'Something else.' })
      const { id } = await graph.entity(ada, {
        name: 'Harbour rows',
        content: 'The harbour rows are open.',
        entity_type: 'note',
        related_to: [near.id],
      })
      if (withHidden)
        for (let i = 0; i < 9; i++)
          await graph.entity(ada, {
            name: `Hidden harbour ${i}`,
            content: 'Harbour rows, harbour rows.',
            metadata: { project_id: closed.id },
            related_to: [id, near.id],
          })
      return { graph, closed }
    }
    const [without, hidden] = [await plain(false), await plain(true)]
    expect(digestless(hidden.body)).toBe(digestless(without.body))
    expect(hidden.body).not.toContain('Hidden')
  })

  it('gives two callers one view digest exactly when they read the same', async () => {
    const { graph } = await world()
    const view = async (who: typeof ada) =>
      (await graph.plans.plan(who, planRequest({ goal: 'Harbour' }), [])).viewDigest
    expect(await view(eve)).toBe(await view(principal({ userId: 'user_z', role: 'viewer' })))
    expect(await view(eve)).not.toBe(await view(bob))
  })
})

/** Ids are random in the two worlds, so hashes over them differ too. */
const digestless = (body: string): string => body.replaceAll(/sha256:[0-9a-f]+/g, 'HASH')
