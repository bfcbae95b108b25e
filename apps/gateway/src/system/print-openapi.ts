import type { Bus } from '@synthwright/messaging'
import type { Health } from '@synthwright/service'
import { createApp } from '../create-app.ts'

// The description is made from the routes alone: nothing is asked of the parts that answer them.
const app = createApp({
  bus: {} as Bus,
  authenticate: () => Promise.reject(new Error('Nobody is served here')),
  health: {} as Health,
  deadlineMs: 0,
})
process.stdout.write(`${JSON.stringify(app.openApi(), null, 2)}\n`)
