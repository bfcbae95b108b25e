import type { Principal, ProjectRole } from '@synthwright/contracts'
import { newRow } from '../rows/new-row.ts'
import type { RowHead } from '../rows/row.ts'
import { principal } from '../testing/memory-graph.ts'
import { classOf } from './access-class.ts'
import { classesInScope, closedInScope, requireChangeable, requireProject, requireWritable, viewOf } from './view.ts'

type Given = Partial<
  Pick<RowHead, 'kind' | 'projectId' | 'ownerId' | 'visibility' | 'members' | 'restsOn' | 'correction'>
>

const row = (id: string, { kind = 'entity', projectId = null, ...given }: Given = {}): RowHead => ({
  ...newRow({ id, kind, type: 'note', name: id, content: '', projectId, createdBy: 'user_x' }, ''),
  rev: 1,
  ...given,
})

const member = (userId: string, role: ProjectRole) => ({ userId, role, addedAt: '' })

const project = (id: string, visibility: 'org' | 'private', ...members: ReturnType<typeof member>[]): RowHead =>
  row(id, { kind: 'project', projectId: id, visibility, members })

const bob = principal({ userId: 'user_bob', role: 'member' })
const eve = principal({ userId: 'user_eve', role: 'viewer' })

const rows = [
  project('proj_open', 'org'),
  project('proj_closed', 'private', member('user_cleo', 'project_maintainer')),
  row('open', { projectId: 'proj_open' }),
  row('closed', { projectId: 'proj_closed' }),
  row('gone', { projectId: 'proj_gone' }),
  row('none'),
  row('told', { kind: 'memory', projectId: 'proj_open' }),
  row('kept', { kind: 'memory', ownerId: 'user_bob' }),
  row('kept open', { kind: 'memory', ownerId: 'user_bob', projectId: 'proj_open' }),
  row('kept closed', { kind: 'memory', ownerId: 'user_bob', projectId: 'proj_closed' }),
  row('made of closed', { projectId: 'proj_open', restsOn: ['project:proj_closed'] }),
  row('hidden', { projectId: 'proj_open', correction: { action: 'hide', target: null } }),
]
const byId = new Map(rows.map((each) => [each.id, each]))
const index = { get: (id: string) => byId.get(id), classes: () => [...new Set(rows.map(classOf))].sort() }

const view = (who: Principal) => viewOf(index, who)
const read = (who: Principal) =>
  rows.filter(({ id, kind }) => kind !== 'project' && view(who).find(id)).map(({ id }) => id)

describe('who reads what', () => {
  it.each<[string, Principal, string[]]>([
    ['an owner', principal(), ['open', 'closed', 'gone', 'none', 'told', 'made of closed']],
    ['a member', bob, ['open', 'none', 'told', 'kept', 'kept open', 'kept closed']],
    ['a viewer', eve, ['open', 'none', 'told']],
    [
      'one whom the project names',
      { ...bob, userId: 'user_cleo' },
      ['open', 'closed', 'none', 'told', 'made of closed'],
    ],
    ['a credential without private memories', { ...bob, memoryScopes: ['project'] }, ['open', 'none', 'told']],
    [
      'a credential without memories of projects',
      { ...bob, memoryScopes: ['private'] },
      ['open', 'none', 'kept', 'kept open', 'kept closed'],
    ],
    ['a key bound to a project', { ...bob, projectIds: ['proj_open'] }, ['open', 'told', 'kept', 'kept open']],
    ['an owner’s key bound to a project', principal({ projectIds: ['proj_open'] }), ['open', 'told']],
    ['a key bound to none', { ...bob, projectIds: [] }, ['kept']],
  ])('%s', (_, who, seen) => {
    expect(read(who)).toEqual(seen)
    for (const each of rows) expect(view(who).reads(each)).toBe(view(who).find(each.id) !== undefined)
  })

  it('a hidden row is read by nobody, and reached by whoever would read it otherwise', () => {
    const hidden = byId.get('hidden')!
    expect([view(bob).find('hidden'), view(bob).reads(hidden), view(bob).reaches(hidden)]).toEqual([
      undefined,
      false,
      true,
    ])
    expect(view({ ...bob, projectIds: ['proj_open'] }).reaches(hidden)).toBe(true)
    expect(view({ ...bob, projectIds: [] }).reaches(hidden)).toBe(false)
    expect(view(bob).reaches(byId.get('made of closed')!)).toBe(false)
    expect(view(bob).find('nothing')).toBeUndefined()
  })

  it('every class is open or closed, for all or for one project', () => {
    for (const who of [principal(), bob, eve]) {
      const { classes, closed } = view(who)
      expect([...classes, ...closed].sort()).toEqual(index.classes())
    }
    expect(classesInScope(view(bob), null)).toEqual(view(bob).classes)
    expect(closedInScope(view(bob), null)).toEqual(view(bob).closed)
    expect(classesInScope(view(bob), 'proj_open')).toEqual([
      'memory:proj_open',
      'private:user_bob:proj_open',
      'project:proj_open',
    ])
    expect(closedInScope(view(bob), 'proj_open')).toEqual(['project:proj_open & project:proj_closed'])
    expect(closedInScope(view(bob), 'proj_closed')).toEqual(['project:proj_closed'])
  })

  it('nothing is open or closed where there is nothing', () => {
    const { classes, closed } = viewOf({ ...index, classes: () => [] }, bob)
    expect([classes, closed]).toEqual([[], []])
  })

  it('has the digest of what is read, and tells of the rest unless told not to', () => {
    expect(view(eve).digest).toBe(view({ ...eve, userId: 'user_z' }).digest)
    expect(view(eve).digest).not.toBe(view(bob).digest)
    expect([view(bob).tellsHidden, view({ ...bob, hidesCounts: true }).tellsHidden]).toEqual([true, false])
  })
})

describe('the role in a project', () => {
  it('is none where the project is no more, is no project, or never was; over its rows owners keep theirs', () => {
    const roles = (who: Principal) =>
      ['proj_open', 'proj_closed', 'proj_gone', 'open'].map((id) => [view(who).roleIn(id), view(who).roleOver(id)])
    expect(roles(principal())).toEqual([
      ['project_owner', 'project_owner'],
      ['project_owner', 'project_owner'],
      [null, 'project_owner'],
      [null, 'project_owner'],
    ])
    expect(roles(bob)).toEqual([
      ['project_contributor', 'project_contributor'],
      [null, null],
      [null, null],
      [null, null],
    ])
  })

  it('is refused alike where it is too low, none, or unknown', () => {
    for (const [who, id, needed] of [
      [bob, 'proj_open', 'project_maintainer'],
      [bob, 'proj_closed', 'project_viewer'],
      [bob, 'proj_gone', 'project_viewer'],
      [principal({ projectIds: ['proj_closed'] }), 'proj_open', 'project_viewer'],
    ] as const)
      expect(() => requireProject(view(who), id, needed)).toThrow(
        expect.objectContaining({ code: 'project_access_denied', details: { field: 'project' } }),
      )
    expect(requireProject(view(bob), 'proj_open', 'project_contributor')).toBe('project_contributor')
  })
})

const refusal = (attempt: () => void): string | undefined => {
  try {
    attempt()
  } catch (error) {
    return (error as { code: string; details: { field: string } }).details.field
  }
  return undefined
}

describe('who writes what', () => {
  it.each<[string, Principal, string | null, boolean]>([
    ['a member, in an open project', bob, 'proj_open', true],
    ['a viewer, in an open project', eve, 'proj_open', false],
    ['a member, in a private project', bob, 'proj_closed', false],
    ['a member, in a project that is no more', bob, 'proj_gone', false],
    ['an owner, in a project that is no more', principal(), 'proj_gone', false],
    ['a member, in none', bob, null, true],
    ['a bound key, in its project', { ...bob, projectIds: ['proj_open'] }, 'proj_open', true],
    ['a bound key, in another', principal({ projectIds: ['proj_open'] }), 'proj_closed', false],
    ['a bound key, in none', principal({ projectIds: ['proj_open'] }), null, false],
  ])('new rows: %s', (_, who, projectId, may) => {
    expect(refusal(() => requireWritable(view(who), who, projectId, 'there'))).toBe(may ? undefined : 'there')
  })

  it.each<[string, Principal, string, boolean]>([
    ['a member, a row of an open project', bob, 'open', true],
    ['a viewer, the same', eve, 'open', false],
    ['a viewer, a memory of his own', { ...eve, userId: 'user_bob' }, 'kept', true],
    ['a viewer, a memory of his own in an open project', { ...eve, userId: 'user_bob' }, 'kept open', true],
    ['a member, a row of a private project', bob, 'closed', false],
    ['a member, a row of none', bob, 'none', true],
    ['a bound key, a row of none', principal({ projectIds: ['proj_open'] }), 'none', false],
    ['a bound key, a row of its project', { ...bob, projectIds: ['proj_open'] }, 'open', true],
    ['an owner, a row of a project that is no more', principal(), 'gone', true],
    ['a member, the same', bob, 'gone', false],
    ['a member, an open project', bob, 'proj_open', false],
    ['a maintainer, his project', { ...bob, userId: 'user_cleo' }, 'proj_closed', true],
    ['an owner, any project', principal(), 'proj_open', true],
  ])('rows that are there: %s', (_, who, id, may) => {
    expect(refusal(() => requireChangeable(view(who), who, byId.get(id)!, 'there'))).toBe(may ? undefined : 'there')
  })
})
