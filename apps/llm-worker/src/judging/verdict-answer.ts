import { JudgedVerdict } from '@synthwright/contracts'
import { z } from 'zod'

/** The answer about one claim; only pieces of its own evidence can be named. */
export const verdictAnswer = (shortIds: readonly string[]) =>
  z
    .object({
      verdict: JudgedVerdict,
      evidence_ids: z.array(z.enum(shortIds as [string, ...string[]])).max(50),
    })
    .refine(({ verdict, evidence_ids }) => verdict === 'unsupported' || evidence_ids.length > 0, {
      path: ['evidence_ids'],
      message: 'Name the evidence that the verdict rests on, or answer "unsupported".',
    })
