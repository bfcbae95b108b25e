import { brokerShape, serviceShape, storeShape } from '@synthwright/config'
import { collection } from '@synthwright/persistence'
import { z } from 'zod'
import { runService } from '../index.ts'

interface Thing {
  _id: string
  teamId: string
  name: string
}

const things = collection<Thing>({
  name: 'things',
  fields: { _id: 'string', teamId: 'string', name: 'string' },
  indexes: [{ keys: { teamId: 1, name: 1 }, unique: true, serves: 'one thing per name in a team' }],
})

await runService({
  name: 'llm-worker',
  config: z.object({ ...serviceShape, ...brokerShape, ...storeShape }),
  collections: [things],
  register: ({ store, log }) => {
    store.onReconnect(() => log.info('The store is back'))
    const repository = store.teamRepository(things)
    return {
      started: async () => {
        const name = 'thing'
        await repository.update('a', { name }, { $setOnInsert: { _id: name } }, { upsert: true })
        log.info('Stored', { count: await repository.count('a', { name }) })
      },
    }
  },
})
