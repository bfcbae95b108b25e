import {
  correctSource,
  correctSourceRoute,
  createMemory,
  createMemoryRoute,
  deleteMemory,
  deleteMemoryRoute,
  getMemory,
  getMemoryRoute,
  inspectSource,
  inspectSourceRoute,
  previewCorrectionRoute,
  recallMemories,
  recallMemoriesRoute,
  type Corrected,
  type Memory,
  type Principal,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { newId } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

const shown = <M extends Memory>({ teamId }: Principal, memory: M) => ({
  ...memory,
  title: memory.title ?? '',
  organization_id: teamId,
})

export const memoryEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    createMemoryRoute,
    async ({ body, principal, commandId }) => ({
      status: 201,
      body: shown(principal, await bus.call(createMemory, { commandId, memory: body }, { principal })),
    }),
    {
      again: {
        of: ({ body }) => body.id,
        read: async (memoryId: string, { principal }) => ({
          status: 201,
          body: shown(principal, await bus.call(getMemory, { memoryId }, { principal })),
        }),
      },
    },
  ),
  endpoint(getMemoryRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: shown(principal, await bus.call(getMemory, { memoryId: params.memory_id }, { principal, signal })),
  })),
  endpoint(deleteMemoryRoute, async ({ params, principal, commandId }) => {
    await bus.call(deleteMemory, { commandId, memoryId: params.memory_id }, { principal })
    return { status: 204 }
  }),
  endpoint(recallMemoriesRoute, async ({ body, principal, signal }) => {
    const recalled = await bus.call(recallMemories, body, { principal, signal })
    return { status: 200, body: { ...recalled, memories: recalled.memories.map((memory) => shown(principal, memory)) } }
  }),
]

export const correctionEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(inspectSourceRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(inspectSource, { sourceId: params.source_id }, { principal, signal }),
  })),
  endpoint(
    correctSourceRoute,
    async ({ params, body, principal, commandId, requestId }) => ({
      status: 200,
      body: await bus.call(
        correctSource,
        { commandId, sourceId: params.source_id, correction: body, requestId },
        { principal },
      ),
    }),
    {
      again: {
        of: ({ body: { applied, recall_impact } }) => ({ applied, recall_impact }),
        // What it would reach now is what the caller may see of it; nothing is corrected a second time.
        read: async (
          done: Pick<Corrected, 'applied' | 'recall_impact'>,
          { params, body: { expected_revision: _, ...correction }, principal },
        ) => {
          const again = { commandId: newId('command'), sourceId: params.source_id, correction, preview: true }
          return { status: 200, body: { ...(await bus.call(correctSource, again, { principal })), ...done } }
        },
      },
    },
  ),
  endpoint(previewCorrectionRoute, async ({ params, body, principal, commandId }) => ({
    status: 200,
    body: await bus.call(
      correctSource,
      { commandId, sourceId: params.source_id, correction: body, preview: true },
      { principal },
    ),
  })),
]
