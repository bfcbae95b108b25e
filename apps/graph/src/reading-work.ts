/** What graph does over long texts in a thread of its own. */
export { prepareDocument } from './documents/document-row.ts'
export { gatherOver } from './evidence/gather-over.ts'
export { textUnderCheck } from './evidence/text-under-check.ts'
export { memoryPassages } from './memories/memory-row.ts'
