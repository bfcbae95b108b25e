import { findRemembered, rememberArtifact } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { RememberingService } from '../remembering.service.ts'

export const rememberingCalls = (remembering: RememberingService) => [
  answer(rememberArtifact, async (artifact, { principal, command, signal }) => ({
    stored: await remembering.remember(principal, command, artifact, signal),
  })),
  answer(findRemembered, async (ids, { principal }) => ({ found: await remembering.isRemembered(principal, ids) })),
]
