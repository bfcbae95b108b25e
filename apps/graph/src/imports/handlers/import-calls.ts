import { getImport, stageImport, startImport } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { ImportService } from '../import.service.ts'

export const importCalls = (imports: ImportService) => [
  answer(stageImport, (request, { principal }) => imports.stage(principal, request)),
  answer(startImport, (request, { principal }) => imports.start(principal, request)),
  answer(getImport, ({ importId }, { principal }) => imports.get(principal, importId)),
]
