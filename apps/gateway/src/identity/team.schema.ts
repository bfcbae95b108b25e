import { collection } from '@synthwright/persistence'

export interface Team {
  _id: string
  name: string
  slug: string
  /** Names of models that the team owns, each before the dot of a handle. */
  namespaces: string[]
  /** The members who are owners, whatever role their memberships name. One update of one document: it never empties. */
  ownerIds: string[]
  /** Whether plans keep from members how many rows were withheld from them. */
  hidesCounts: boolean
  createdAt: Date
  /** How often its members were changed, and what an owner chooses for it: a change names what it was decided on. */
  membersRev?: number
  settingsRev?: number
}

export const teams = collection<Team>({
  name: 'teams',
  fields: {
    _id: 'string',
    name: 'string',
    slug: 'string',
    namespaces: 'strings',
    ownerIds: 'strings',
    hidesCounts: 'boolean',
    createdAt: 'date',
    membersRev: 'number',
    settingsRev: 'number',
  },
  indexes: [{ keys: { slug: 1 }, unique: true, serves: 'one team per slug, which stands in addresses' }],
})
