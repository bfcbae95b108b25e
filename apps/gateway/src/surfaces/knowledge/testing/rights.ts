import type { TeamRole } from '@synthwright/contracts'
import type { Person } from './people.ts'

/** Places where rows are: projects by their kind, no project at all, and the private memories of each. */
export const places = ['bound', 'open', 'closed', 'shared', 'deleted', 'none', 'foreign'] as const
export type Place = (typeof places)[number]

/** A row or a place as far as rights go. */
export interface Thing {
  readonly place: Place
  readonly kind: 'project' | 'entity' | 'task' | 'document' | 'memory'
  /** Whose private memory it is. */
  readonly owner: TeamRole | null
}

type Level = 0 | 1 | 2 | 3 | 4
const nothing = 0
const viewer = 1
const contributor = 2
const owner = 4

/** Bound to a project, so that no other project and nothing of no project is in reach. */
export const isBound = ({ credential }: Person): boolean => credential.startsWith('key bound to a project')
/** Bound to anything: no key to what is about the whole organisation. */
export const isBoundAtAll = ({ credential }: Person): boolean => credential.startsWith('key bound')
export const mayWriteAtAll = ({ credential, role }: Person): boolean =>
  credential !== 'key that reads' && role !== 'viewer'
export const remembersPrivately = ({ credential }: Person): boolean =>
  credential !== 'key bound to a project' && credential !== 'key bound to memories of projects'
export const remembersForProjects = ({ credential }: Person): boolean => credential !== 'key bound to private memories'

/**
 * What the documents of the surface say of projects, written down here once more: owners and admins of the organisation
 * are owners of every project; members contribute to those that are open, and viewers read them; a project may name
 * somebody besides; a key reaches what it is bound to, private memories of its owner among it. Rows of a deleted project are left to owners and admins.
 */
const levelIn = (person: Person, place: Place): Level => {
  const { role, team } = person
  if ((team === 'theirs') !== (place === 'foreign')) return nothing
  if (isBound(person) && place !== (team === 'ours' ? 'bound' : 'foreign')) return nothing
  if (place === 'none') return role === 'viewer' ? viewer : contributor
  if (role === 'owner' || role === 'admin') return owner
  if (place === 'closed' || place === 'deleted') return nothing
  // The shared project is private; it names the member as a viewer.
  if (place === 'shared') return role === 'member' ? viewer : nothing
  return role === 'viewer' ? viewer : contributor
}

export const reads = (person: Person, { place, kind, owner: whose }: Thing): boolean => {
  if (whose === null) return levelIn(person, place) >= viewer && (kind !== 'memory' || remembersForProjects(person))
  const isInReach = !isBound(person) || place === 'bound' || place === 'none'
  return person.team === 'ours' && whose === person.role && remembersPrivately(person) && isInReach
}

/** Whether somebody may change a row; of a project, `maintains` tells. */
export const writes = (person: Person, thing: Thing): boolean =>
  thing.owner === null ? levelIn(person, thing.place) >= contributor : reads(person, thing)

export const maintains = (person: Person, place: Place): boolean => levelIn(person, place) >= owner

/** A project that somebody names in a request has to be there. */
const isAlive = (place: Place): boolean => place !== 'deleted' && place !== 'none'

export const mayRead = (person: Person, place: Place): boolean => isAlive(place) && levelIn(person, place) >= viewer

export const mayAddTo = (person: Person, place: Place): boolean =>
  place === 'none' ? !isBound(person) : isAlive(place) && levelIn(person, place) >= contributor

export const administers = ({ role }: Person): boolean => role === 'owner' || role === 'admin'

/** Who decides about a row: of the organisation's, its owners and admins; of a private memory, its owner. */
export const decides = (person: Person, thing: Thing): boolean => thing.owner !== null || administers(person)
