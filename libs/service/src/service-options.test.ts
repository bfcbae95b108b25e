import { brokerShape, serviceShape, storeShape } from '@synthwright/config'
import { collection } from '@synthwright/persistence'
import { z } from 'zod'
import { runService } from './index.ts'

const things = collection<{ _id: string }>({ name: 'things', fields: { _id: 'string' }, indexes: [] })
const Bare = z.object({ ...serviceShape, ...brokerShape })
const Stored = z.object({ ...serviceShape, ...brokerShape, ...storeShape })

// Checked by the compiler: none of this runs.
const compiled = [
  () =>
    runService({
      name: 'graph',
      config: Stored,
      collections: [things],
      register: ({ config, store }) => ({ ready: () => store.healthy() && config.PORT > 0 }),
    }),
  () => runService({ name: 'verifier', config: Bare, register: ({ store }) => (store satisfies undefined, {}) }),
  // @ts-expect-error collections need the address of a store
  () => runService({ name: 'graph', config: Bare, collections: [things], register: () => ({}) }),
  // @ts-expect-error every service has a port and a broker
  () => runService({ name: 'graph', config: z.object({}), register: () => ({}) }),
  // @ts-expect-error not one of our services
  () => runService({ name: 'other', config: Bare, register: () => ({}) }),
]

describe('the options of runService', () => {
  it('tie the store to collections and their configuration', () => {
    expect(compiled).toHaveLength(5)
  })
})
