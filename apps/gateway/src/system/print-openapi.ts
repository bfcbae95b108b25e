import { createApp, type AppParts } from '../create-app.ts'

// The description is made from the routes alone: nothing is asked of the parts that answer them.
const nobody = {} as AppParts
const app = createApp({
  ...nobody,
  audit: {} as AppParts['audit'],
  identity: { sealing: (idempotency) => idempotency } as AppParts['identity'],
  waiting: { perUser: null, perTeam: null },
  streams: { perUser: null, perTeam: null },
  probing: false,
})
process.stdout.write(`${JSON.stringify(app.openApi(), null, 2)}\n`)
