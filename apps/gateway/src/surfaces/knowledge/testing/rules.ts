import { projectRoles, type knowledgeRoutes } from '@synthwright/contracts'
import type { ApiClient } from '@synthwright/testing'
import type { KnowledgeWorld, Row } from './knowledge-world.ts'
import type { Person } from './people.ts'
import {
  administers,
  decides,
  isBound,
  isBoundAtAll,
  maintains,
  mayAddTo,
  mayRead,
  places,
  reads,
  remembersForProjects,
  remembersPrivately,
  writes,
  type Place,
  type Thing,
} from './rights.ts'

type OperationId = (typeof knowledgeRoutes)[number]['operationId']
type Request = Parameters<ApiClient['send']>[1]

/** One thing that can be asked of a route, and what whoever has scope and role for it is answered. */
export interface Case {
  readonly about: string
  /** `fresh`: a row for this one question, since whoever may ask it changes it. */
  request(fresh: Row | undefined): Request
  readonly fresh?: Thing
  /** Whom it cannot be asked of, where no row could be made for them. */
  isImpossibleFor?(person: Person): boolean
  status(person: Person): number
  /** The rows whose words an answer has to hold, all of them and no others; undefined where that is not the point. */
  shows?(person: Person): Row[]
}

type Rules = Record<OperationId, (world: KnowledgeWorld) => Case[]>

const denied = 403
const absent = 404

type Kind = Row['kind']
const rowsOf = ({ rows }: KnowledgeWorld, ...kinds: Kind[]): Row[] => rows.filter(({ kind }) => kinds.includes(kind))

const about = ({ place, kind, owner }: Row): string =>
  owner ? `private ${kind} of the ${owner}` : `${kind} in ${place}`

const onRow =
  (kinds: Kind[], request: (id: string) => Request, allowed: (person: Person, row: Row) => number, isChanged = false) =>
  (world: KnowledgeWorld): Case[] =>
    rowsOf(world, ...kinds).map((row) => ({
      about: about(row),
      request: (fresh) => request((fresh ?? row).id),
      ...(isChanged ? { fresh: row, isImpossibleFor: () => row.place === 'deleted' } : {}),
      status: (person) => (reads(person, row) ? allowed(person, row) : absent),
    }))

const param = (name: string, body?: object) => (id: string) => ({ params: { [name]: id }, ...(body ? { body } : {}) })

const inProject =
  (request: (id: string) => Request, status: (person: Person, place: Place) => number) =>
  ({ projects }: KnowledgeWorld): Case[] =>
    [...projects].map(([place, id]) => ({
      about: `the ${place} project`,
      request: () => request(id),
      status: (person) => status(person, place),
    }))

const ifWriter = (ok: number) => (person: Person, row: Row) => (writes(person, row) ? ok : denied)
const ifMaintainer = (ok: number) => (person: Person, place: Place) => {
  if (!mayRead(person, place)) return absent
  return maintains(person, place) ? ok : denied
}
const ifReader = (ok: number) => (person: Person, place: Place) => (mayRead(person, place) ? ok : denied)

/** A list or a search: with no project it shows all that is readable, with one that of the project, if it is readable. */
const showing =
  (kinds: Kind[], request: (project: string | undefined) => Request, unknown: 403 | 200 = 403) =>
  (world: KnowledgeWorld): Case[] => [
    {
      about: 'everything',
      request: () => request(undefined),
      status: () => 200,
      shows: (person) => rowsOf(world, ...kinds).filter((row) => reads(person, row)),
    },
    ...[...world.projects].map(([place, id]): Case => ({
      about: `everything in the ${place} project`,
      request: () => request(id),
      status: (person) => (mayRead(person, place) ? 200 : unknown),
      shows: (person) => rowsOf(world, ...kinds).filter((row) => row.place === place && reads(person, row)),
    })),
  ]

const makingIn =
  (request: (project: string | undefined) => Request, ok: number, kinds: readonly Place[] = places) =>
  (world: KnowledgeWorld): Case[] =>
    kinds.map((place) => ({
      about: place === 'none' ? 'a row of no project' : `a row for the ${place} project`,
      request: () => request(world.projects.get(place)),
      status: (person) => (mayAddTo(person, place) ? ok : denied),
    }))

const named = places.filter((place) => place !== 'none')
const entities: Kind[] = ['entity', 'task']
const everything: Kind[] = ['entity', 'task', 'document', 'memory']
const name = 'Made by the matrix'
const metadataOf = (project: string | undefined) => (project ? { metadata: { project_id: project } } : {})
const asked = (project: string | undefined): Record<string, string> => (project ? { project } : {})
const correction = { action: 'mark_stale', reason: 'matrix' }
const stranger = 'user_of_nowhere'

const correcting =
  (isChanged: boolean) =>
  (world: KnowledgeWorld): Case[] =>
    onRow(
      everything,
      param('source_id', correction),
      (person, row) => (decides(person, row) ? 200 : denied),
      isChanged,
    )(world)

/** What every route of the knowledge base answers to whom. A route that is not here fails the matrix. */
export const rules: Rules = {
  createProject: () => [
    {
      about: 'a project',
      request: () => ({ body: { name, visibility: 'private' } }),
      status: (person) => (isBound(person) ? denied : 201),
    },
  ],
  listProjects: ({ projects }) => [
    {
      about: 'all projects',
      request: () => ({}),
      status: () => 200,
      shows: (person) =>
        [...projects]
          .filter(([place]) => mayRead(person, place))
          .map(([place]) => ({ place, kind: 'project', owner: null, id: '', marker: `Project ${place}` })),
    },
  ],
  getProject: inProject(param('project_id'), (person, place) => (mayRead(person, place) ? 200 : absent)),
  patchProject: inProject(param('project_id', { metadata: { status: 'active' } }), ifMaintainer(200)),
  deleteProject: ({ projects }) =>
    [...projects].map(([place, id]) => ({
      about: `the ${place} project`,
      // Another one in its place, of those who may delete it: owners and admins may every one.
      request: (fresh) => param('project_id')(fresh?.id ?? id),
      fresh: { kind: 'project', place, owner: null },
      // A key is bound to that project and reaches no other.
      isImpossibleFor: isBound,
      status: (person) => ifMaintainer(204)(person, place),
    })),
  listProjectMembers: inProject(param('project_id'), (person, place) => (mayRead(person, place) ? 200 : absent)),
  addProjectMember: inProject(
    param('project_id', { user_id: 'user_matrix', role: projectRoles[0] }),
    ifMaintainer(201),
  ),
  patchProjectMember: inProject(
    (id) => ({ params: { project_id: id, user_id: stranger }, body: { role: projectRoles[0] } }),
    ifMaintainer(404),
  ),
  removeProjectMember: inProject((id) => ({ params: { project_id: id, user_id: stranger } }), ifMaintainer(404)),

  createEntity: (world) => [
    ...makingIn((project) => ({ body: { name, ...metadataOf(project) } }), 201)(world),
    {
      about: 'a project, as a row of the bound one',
      request: () => ({ body: { name, entity_type: 'project', ...metadataOf(world.projects.get('bound')) } }),
      status: (person) => (!isBound(person) && mayAddTo(person, 'bound') ? 201 : denied),
    },
  ],
  bulkCreateEntities: (world) =>
    places.map((place) => ({
      about: `rows for ${place}`,
      request: () => ({ body: { entities: [{ name, ...metadataOf(world.projects.get(place)) }] } }),
      status: () => 200,
    })),
  listEntities: (world) =>
    showing(
      entities,
      (project) => ({ query: { page_size: 200, ...(project ? { project_ids: project } : {}) } }),
      200,
    )(world),
  countEntities: () => [{ about: 'all there is', request: () => ({}), status: () => 200 }],
  getEntity: onRow(entities, param('entity_id'), () => 200),
  patchEntity: onRow(entities, param('entity_id', { tags: ['matrix'] }), ifWriter(200)),
  deleteEntity: onRow(entities, param('entity_id'), ifWriter(204), true),

  createTask: makingIn((project) => ({ body: { title: name, project_id: project } }), 201, named),
  listTasks: showing(['task'], (project) => ({
    query: { page_size: 200, ...(project ? { project_id: project } : {}) },
  })),
  getTask: onRow(['task'], param('task_id'), () => 200),
  patchTask: onRow(['task'], param('task_id', { priority: 'high' }), ifWriter(200)),
  deleteTask: onRow(['task'], param('task_id'), ifWriter(204), true),
  moveTask: onRow(['task'], (id) => ({ params: { task_id: id, action: 'start' } }), ifWriter(200), true),

  // A deleted project takes no new rows, notes neither.
  createTaskNote: onRow(['task'], param('task_id', { content: name }), (person, row) =>
    writes(person, row) && row.place !== 'deleted' ? 201 : denied,
  ),
  listTaskNotes: onRow(['task'], param('task_id'), () => 200),
  // None of the world's entities is an epic.
  patchEpic: onRow(entities, param('epic_id', {}), () => absent),
  moveEpic: onRow(
    entities,
    (id) => ({ params: { epic_id: id, action: 'start' } }),
    () => absent,
  ),

  importDocument: makingIn((project) => ({ body: { project, path: 'matrix.md', content: name } }), 201, named),
  listDocuments: showing(['document'], (project) => ({
    query: { page_size: 200, ...asked(project) },
  })),
  getDocument: onRow(['document'], param('document_id'), () => 200),
  getDocumentText: onRow(['document'], param('document_id'), () => 200),
  deleteDocument: onRow(['document'], param('document_id'), ifWriter(204), true),
  createImport: makingIn(
    (project) => ({ body: { project, files: [{ path: 'matrix.md', content: name }] } }),
    202,
    named,
  ),
  getImport: ({ imports }) =>
    [...imports].map(([place, id]) => ({
      about: `an import into the ${place} project`,
      request: () => param('import_id')(id),
      status: (person) => (mayRead(person, place) ? 200 : absent),
    })),

  createMemory: (world) => [
    ...named.map((place) => ({
      about: `a memory for the ${place} project`,
      request: () => ({
        body: { raw_content: name, memory_scope: 'project', scope_key: world.projects.get(place) },
      }),
      status: (person: Person) => (mayAddTo(person, place) && remembersForProjects(person) ? 201 : denied),
    })),
    {
      about: 'a private memory',
      request: () => ({ body: { raw_content: name } }),
      status: (person) => (remembersPrivately(person) ? 201 : denied),
    },
  ],
  getMemory: onRow(['memory'], param('memory_id'), () => 200),
  deleteMemory: onRow(['memory'], param('memory_id'), (person, row) => (decides(person, row) ? 204 : denied), true),
  recallMemories: showing(['memory'], (project) => ({
    body: { query: 'harbour', limit: 50, ...(project ? { project_id: project } : {}) },
  })),
  inspectSource: onRow(everything, param('source_id'), () => 200),
  correctSource: correcting(true),
  previewCorrection: correcting(false),
  listAuditEvents: () => [
    {
      about: 'the audit log',
      request: () => ({}),
      status: (person) => (!isBoundAtAll(person) && administers(person) ? 200 : denied),
    },
  ],

  search: showing(everything, (project) => ({ body: { query: 'harbour', limit: 50, ...asked(project) } })),
  explore: showing(['entity', 'task', 'document'], (project) => ({
    body: { mode: 'list', limit: 200, ...asked(project) },
  })),
  expand: (world) => [
    ...rowsOf(world, ...everything).map((row) => ({
      about: about(row),
      request: () => ({ body: { entity_ids: [row.id] } }),
      status: () => 200,
      shows: (person: Person) => (reads(person, row) ? [row] : []),
    })),
    ...inProject((id) => ({ body: { entity_ids: ['note_none'], project: id } }), ifReader(200))(world),
  ],
  contextPack: showing(everything, (project) => ({ body: { goal: 'harbour', limit: 50, ...asked(project) } })),
}
