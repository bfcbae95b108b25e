import { correctSource, inspectSource } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { CorrectionService } from '../correction.service.ts'

export const correctionCalls = (corrections: CorrectionService) => [
  answer(inspectSource, ({ sourceId }, { principal }) => corrections.inspect(principal, sourceId)),
  answer(correctSource, ({ commandId: _, ...request }, { principal, command }) =>
    corrections.correct(principal, command, request),
  ),
]
