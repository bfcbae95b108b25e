import { createMemory, deleteMemory, getMemory, recallMemories } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { MemoryService } from '../memory.service.ts'

export const memoryCalls = (memories: MemoryService) => [
  answer(createMemory, ({ commandId, memory }, { principal }) => memories.create(principal, commandId, memory)),
  answer(getMemory, ({ memoryId }, { principal }) => memories.get(principal, memoryId)),
  answer(recallMemories, (request, { principal }) => memories.recall(principal, request)),
  answer(deleteMemory, async ({ memoryId }, { principal }) => {
    await memories.delete(principal, memoryId)
    return { deleted: true as const }
  }),
]
