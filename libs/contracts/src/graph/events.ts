import { z } from 'zod'
import { defineEvent } from '../core/event.ts'

/** Knowledge of a team changed: replicas that hear it catch up early; those that do not, on their next read. */
export const graphChanged = defineEvent({
  name: 'graph',
  publishers: ['graph'],
  subscribers: ['graph'],
  params: ['team'],
  body: z.object({ rev: z.int() }),
})
