import type { ProjectRole } from '@synthwright/contracts'
import { newRow } from '../rows/new-row.ts'
import { principal } from '../testing/memory-graph.ts'
import { effectiveRole, outsideBinding, projectRoleAtLeast } from './project-role.ts'

const id = 'proj_pier'
const project = (visibility: 'org' | 'private', role?: ProjectRole) => {
  const named = { id, kind: 'project', type: 'project', name: 'Pier', content: '', projectId: id } as const
  const other = { userId: 'user_other', role: 'project_owner', addedAt: '' } as const
  const members = [other, ...(role ? [{ userId: 'user_ada', role, addedAt: '' }] : [])]
  return { ...newRow({ ...named, createdBy: 'user_other', visibility, members }, ''), rev: 1 }
}

const [viewer, contributor, maintainer, owner] = [
  'project_viewer',
  'project_contributor',
  'project_maintainer',
  'project_owner',
] as const

it.each([
  // Of the team, in the project, what an open project gives, what a private one gives.
  ['owner', undefined, owner, owner],
  ['owner', viewer, owner, owner],
  ['admin', undefined, owner, owner],
  ['member', undefined, contributor, null],
  ['member', viewer, contributor, viewer],
  ['member', contributor, contributor, contributor],
  ['member', maintainer, maintainer, maintainer],
  ['member', owner, owner, owner],
  ['viewer', undefined, viewer, null],
  ['viewer', viewer, viewer, viewer],
  ['viewer', owner, viewer, viewer],
] as const)(
  'a %s of the team that the project names %s is its %s when it is open, %s when it is private',
  (role, named, open, closed) => {
    const who = principal({ role })
    expect(effectiveRole(who, id, project('org', named))).toBe(open)
    expect(effectiveRole(who, id, project('private', named))).toBe(closed)
    for (const visibility of ['org', 'private'] as const) {
      expect(effectiveRole({ ...who, projectIds: ['proj_other'] }, id, project(visibility, named))).toBeNull()
      expect(effectiveRole({ ...who, projectIds: [id] }, id, project(visibility, named))).toBe(
        visibility === 'org' ? open : closed,
      )
    }
  },
)

it.each([
  ['owner', owner],
  ['admin', owner],
  ['member', null],
  ['viewer', null],
] as const)('a %s of the team has over the rows of a deleted project: %s', (role, over) => {
  expect(effectiveRole(principal({ role }), id, undefined)).toBe(over)
  expect(effectiveRole(principal({ role, projectIds: [] }), id, undefined)).toBeNull()
})

it('a binding to no project leaves all outside, no binding none', () => {
  expect(outsideBinding(principal({ projectIds: [] }), id)).toBe(true)
  expect(outsideBinding(principal({ projectIds: ['proj_other'] }), id)).toBe(true)
  expect(outsideBinding(principal({ projectIds: ['proj_other', id] }), id)).toBe(false)
  expect(outsideBinding(principal(), id)).toBe(false)
})

it('each role of a project is worth itself and those before it', () => {
  const roles = [viewer, contributor, maintainer, owner]
  expect(roles.map((role) => roles.map((needed) => projectRoleAtLeast(role, needed)))).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ])
})
