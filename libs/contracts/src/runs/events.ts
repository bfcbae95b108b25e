import { z } from 'zod'
import { workerNames } from '../core/call.ts'
import { defineEvent } from '../core/event.ts'

/** A run moved: whoever waits for it asks for the history after the last `seq` it has. */
export const runChanged = defineEvent({
  name: 'run',
  publishers: ['jobs'],
  subscribers: ['gateway'],
  params: ['team', 'run'],
  body: z.object({
    seq: z.int(),
    ended: z.boolean(),
    progress: z.object({ done: z.number(), total: z.number() }).optional(),
  }),
})

/** A run was cancelled: workers that hold a task of it stop early; the others at their next heartbeat. */
export const runCancelled = defineEvent({
  name: 'cancel',
  publishers: ['jobs'],
  subscribers: workerNames,
  params: ['run'],
  body: z.object({}),
})
