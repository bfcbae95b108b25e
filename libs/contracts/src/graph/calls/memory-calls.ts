import { z } from 'zod'
import { defineCall } from '../../core/call.ts'
import { Corrected, CorrectSource, InspectedSource } from '../../knowledge/corrections.ts'
import { CreateMemory, Memory, RecallRequest, RecallResponse } from '../../knowledge/memories.ts'
import { commandId, lateCommandId, service } from './parts.ts'

export const createMemory = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-memory',
  request: z.object({ commandId, memory: CreateMemory }),
  reply: Memory,
  errors: [
    'missing_scope_key',
    'unverified_membership',
    'scope_not_enabled',
    'project_access_denied',
    'memory_scope_not_granted',
    'memory_not_found',
  ],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})

export const getMemory = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-memory',
  request: z.object({ memoryId: z.string() }),
  reply: Memory,
  errors: ['memory_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const deleteMemory = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-memory',
  request: z.object({ commandId: lateCommandId, memoryId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['memory_not_found', 'insufficient_role'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const recallMemories = defineCall({
  service,
  callers: ['gateway'],
  name: 'recall-memories',
  request: RecallRequest,
  reply: RecallResponse,
  errors: ['project_access_denied', 'retrieval_failed', 'unverified_membership', 'scope_not_enabled'],
  timeoutMs: 10_000,
  effect: 'costly_read',
})

export const inspectSource = defineCall({
  service,
  callers: ['gateway'],
  name: 'inspect-source',
  request: z.object({ sourceId: z.string() }),
  reply: InspectedSource,
  errors: ['source_not_found', 'insufficient_role'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const correctSource = defineCall({
  service,
  callers: ['gateway'],
  name: 'correct-source',
  request: z.object({
    commandId,
    sourceId: z.string(),
    correction: CorrectSource,
    /** Only tells what it would do. */
    preview: z.boolean().default(false),
    requestId: z.string().optional(),
  }),
  reply: Corrected,
  errors: ['source_not_found', 'insufficient_role', 'correction_target_not_found', 'revision_conflict'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})
