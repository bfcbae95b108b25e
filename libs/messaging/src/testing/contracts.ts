import { defineCall, defineTask, type Principal } from '@synthwright/contracts'
import { z } from 'zod'

export const principal: Principal = {
  teamId: 'team_1',
  userId: 'user_1',
  role: 'member',
  scopes: ['api:write'],
  projectIds: null,
  memoryScopes: [],
  namespaces: [],
  credentialId: 'cred_1',
}

const shape = {
  service: 'graph',
  callers: ['gateway', 'verifier'],
  request: z.object({ text: z.string(), times: z.int().default(1) }),
  reply: z.object({ text: z.string() }),
  errors: ['entity_not_found'],
  timeoutMs: 3_000,
  effect: 'read',
} as const

export const echo = defineCall({ ...shape, name: 'echo' })
export const write = defineCall({
  ...shape,
  name: 'write',
  request: shape.request.extend({ commandId: z.string().optional() }),
  effect: { command: 'commandId' },
})
/** Costs its owner's processor. */
export const plan = defineCall({ ...shape, name: 'plan', effect: 'costly_read' })
export const tick = defineCall({ ...shape, name: 'tick', principal: 'system' })

/** Answered by the gateway, who is only asked here. */
export const greet = defineCall({ ...shape, service: 'gateway', callers: ['graph'], name: 'greet' })

const taskShape = {
  service: 'verifier',
  input: z.object({ text: z.string() }),
  result: z.object({ length: z.int() }),
  facts: z.object({ length: z.int() }),
  maxAttempts: 3,
  attemptTimeoutMs: 60_000,
} as const

export const count = defineTask({ ...taskShape, name: 'count' })
/** Nobody works on it: its messages stay where they are. */
export const unattended = defineTask({ ...taskShape, name: 'unattended' })

export const testContracts = [echo, write, plan, tick, greet, count, unattended]

/** A handler that hangs until its signal aborts. */
export const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
