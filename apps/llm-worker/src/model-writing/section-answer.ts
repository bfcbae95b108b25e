import { z } from 'zod'

/** The answer to a section's prompt; only ids of its pack can be cited. */
export const sectionAnswer = (shortIds: readonly string[], maxSentences: number) => {
  const id = z.enum(shortIds as [string, ...string[]])
  return z.object({
    sentences: z
      .array(
        z.object({
          text: z.string().min(1).max(1_000),
          citation_ids: z.array(id).min(1),
          quote: z.string().max(2_000),
          quote_source_id: id,
          paragraph: z.int().min(0).max(100),
        }),
      )
      .min(1)
      .max(3 * maxSentences + 10),
  })
}

export type SectionAnswer = z.infer<ReturnType<typeof sectionAnswer>>
