import {
  addProjectMemberRoute,
  createEntityRoute,
  createImportRoute,
  createMemoryRoute,
  createProjectRoute,
  createTaskRoute,
  deleteProjectRoute,
  importDocumentRoute,
  type TeamRole,
} from '@synthwright/contracts'
import type { System } from '@synthwright/testing'
import type { IdentityRepository } from '../../../identity/identity.repository.ts'
import { everyCredential, join, roles, signUp, type Account, type Person } from './people.ts'
import { places, type Place, type Thing } from './rights.ts'

/** A row that is there, with a word that stands in no other. */
export interface Row extends Thing {
  readonly id: string
  readonly marker: string
}

export interface KnowledgeWorld {
  readonly people: readonly Person[]
  readonly rows: readonly Row[]
  readonly projects: ReadonlyMap<Place, string>
  readonly imports: ReadonlyMap<Place, string>
  /** Makes another row like this one, as somebody who may; no search for the others finds it. */
  another(like: Thing): Promise<Row>
}

let made = 0
/** A word that no stemmer and no reader confuses with another. */
const marker = (place: string, kind: string): string => `qx${place}${kind}x${(made += 1)}q`

/** Two organisations with rows of every kind in every place, and everybody who could ask for them. */
export const buildWorld = async (system: System, identity: IdentityRepository): Promise<KnowledgeWorld> => {
  const { url } = system
  const ours = await signUp(url, 'ada')
  const theirs = await signUp(url, 'mallory')
  const accounts = new Map<TeamRole, Account>([['owner', ours]])
  for (const role of ['admin', 'member', 'viewer'] as const) accounts.set(role, await join(url, ours, role))

  const projects = new Map<Place, string>()
  const by = (place: Place): Account => (place === 'foreign' ? theirs : ours)
  for (const place of places) {
    if (place === 'none') continue
    const visibility = place === 'closed' || place === 'shared' ? 'private' : 'org'
    const { id } = await by(place).api.expect(createProjectRoute, { body: { name: `Project ${place}`, visibility } })
    projects.set(place, id)
  }
  await ours.api.expect(addProjectMemberRoute, {
    params: { project_id: projects.get('shared')! },
    body: { user_id: accounts.get('member')!.userId, role: 'project_viewer' },
  })

  const make = async ({ kind, place, owner }: Thing, subject = 'harbour'): Promise<Row> => {
    const word = marker(place, kind)
    const { api } = owner === null ? by(place) : accounts.get(owner)!
    const project = projects.get(place)
    const content = `The ${subject} knows ${word}.`
    const at = { place, kind, owner, marker: word }
    switch (kind) {
      case 'project': {
        const { id } = await api.expect(createProjectRoute, { body: { name: `${subject} ${word}` } })
        return { ...at, id }
      }
      case 'entity': {
        const metadata = project ? { project_id: project } : {}
        const { id } = await api.expect(createEntityRoute, { body: { name: `${subject} ${word}`, content, metadata } })
        return { ...at, id }
      }
      case 'task': {
        const body = { title: `${subject} ${word}`, description: content, project_id: project }
        return { ...at, id: (await api.expect(createTaskRoute, { body })).id }
      }
      case 'document': {
        const body = { project, path: `${word}.md`, content: `# ${subject} ${word}\n\n${content}\n` }
        return { ...at, id: (await api.expect(importDocumentRoute, { body })).document_id }
      }
      case 'memory': {
        const scope =
          owner === null
            ? { memory_scope: 'project', scope_key: project }
            : { memory_scope: 'private', project_id: project }
        const body = { raw_content: content, title: `${subject} ${word}`, ...scope }
        return { ...at, id: (await api.expect(createMemoryRoute, { body })).id }
      }
    }
  }

  const rows: Row[] = []
  for (const place of places)
    for (const kind of place === 'none' ? (['entity'] as const) : (['entity', 'task', 'document', 'memory'] as const))
      rows.push(await make({ kind, place, owner: null }))
  for (const role of ['owner', 'admin', 'member'] as const)
    rows.push(await make({ kind: 'memory', place: 'none', owner: role }))
  // One person's is enough for what a binding does to them; each row is asked for by everybody.
  for (const place of ['bound', 'open'] as const) rows.push(await make({ kind: 'memory', place, owner: 'member' }))

  const imports = new Map<Place, string>()
  for (const place of ['bound', 'closed', 'shared', 'foreign'] as const) {
    const files = [{ path: 'imported.md', content: `Imported into the ${place} one.` }]
    const body = { project: projects.get(place), files }
    imports.set(place, (await by(place).api.expect(createImportRoute, { body })).import_id)
  }
  await ours.api.expect(deleteProjectRoute, { params: { project_id: projects.get('deleted')! } })

  const bound = projects.get('bound')!
  const people = [
    ...(
      await Promise.all(roles.map((role) => everyCredential(identity, url, accounts.get(role)!, role, 'ours', bound)))
    ).flat(),
    ...(await everyCredential(identity, url, theirs, 'owner', 'theirs', projects.get('foreign')!)),
  ]
  return { people, rows, projects, imports, another: (like) => make(like, 'fresh one') }
}
