import { createMemory, deleteMemory, getMemory, recallMemories } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { MemoryService } from '../memory.service.ts'

export const memoryCalls = (memories: MemoryService) => [
  answer(createMemory, ({ memory }, { principal, command, signal }) =>
    memories.create(principal, command, memory, signal),
  ),
  answer(getMemory, ({ memoryId }, { principal }) => memories.get(principal, memoryId)),
  answer(recallMemories, (request, { principal }) => memories.recall(principal, request)),
  answer(deleteMemory, async ({ memoryId }, { principal, command }) => {
    await memories.delete(principal, command, memoryId)
    return { deleted: true as const }
  }),
]
