import type { concludeArtifact } from '@synthwright/contracts'
import type { z } from 'zod'

export type ConclusionInput = z.output<(typeof concludeArtifact)['input']>
