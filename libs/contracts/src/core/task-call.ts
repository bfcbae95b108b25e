import { z } from 'zod'
import { defineCall, type Call, type ServiceName } from './call.ts'
import type { Task } from './task.ts'

type TaskReply<R extends z.ZodType, F extends z.ZodType> = z.ZodObject<{ result: R; facts: F }>

/**
 * The work of a task as a call, for a run that is over before it is stored: nothing is queued, kept or begun again, and
 * the caller waits.
 */
export const callOf = <I extends z.ZodType, R extends z.ZodType, F extends z.ZodType>(
  { service, name, input, result, facts }: Task<I, R, F>,
  callers: readonly ServiceName[],
): Call<I, TaskReply<R, F>> =>
  defineCall({
    service,
    callers,
    name,
    request: input,
    reply: z.object({ result, facts }),
    errors: ['project_access_denied'],
    timeoutMs: 15_000,
    effect: 'costly_read',
  })
