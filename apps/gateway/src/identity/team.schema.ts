import { collection } from '@synthwright/persistence'

export interface Team {
  _id: string
  name: string
  slug: string
  createdAt: Date
}

export const teams = collection<Team>({
  name: 'teams',
  fields: { _id: 'string', name: 'string', slug: 'string', createdAt: 'date' },
  indexes: [{ keys: { slug: 1 }, unique: true, serves: 'one team per slug, which stands in addresses' }],
})
