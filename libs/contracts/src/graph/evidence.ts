import { z } from 'zod'

/** One sentence of the text under check, with the citations that stand behind it. */
export const TextClaim = z.object({
  index: z.int(),
  section_id: z.string().nullable(),
  /** Offsets into the checked text, markers not included. */
  start: z.int(),
  end: z.int(),
  text: z.string(),
  citations: z.array(z.object({ id: z.string(), start: z.int().nullable(), end: z.int().nullable() })),
})
export type TextClaim = z.infer<typeof TextClaim>

/** What is known, now, of a source that the text cites or that stands in a pack. */
export const EvidenceSource = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  revision: z.int(),
  content_hash: z.string(),
  freshness: z.string().nullable(),
  freshness_basis: z.string().nullable(),
  unresolved_claims: z.array(z.string()),
})
export type EvidenceSource = z.infer<typeof EvidenceSource>

export const EvidenceSentence = z.object({ id: z.string(), start: z.int(), end: z.int(), text: z.string() })
export type EvidenceSentence = z.infer<typeof EvidenceSentence>

/** Everything a check needs, so that the verifier asks nobody. */
export const Evidence = z.object({
  claims: z.array(TextClaim),
  sources: z.array(EvidenceSource),
  /** Cited ids that resolve to nothing the caller can read. */
  unresolved: z.array(z.string()),
  /** For each claim: the sentences that may support it, cited spans first. */
  evidence: z.array(z.object({ claim: z.int(), sentences: z.array(EvidenceSentence) })),
  /** Ids and texts of each section's pack; `section_id` null stands for text that no section claims. */
  packs: z.array(
    z.object({ section_id: z.string().nullable(), source_ids: z.array(z.string()), texts: z.array(z.string()) }),
  ),
})
export type Evidence = z.infer<typeof Evidence>

/** The text under check. A draft brings its sentences, whose citations carry offsets; foreign text brings only itself. */
export const CheckedText = z.object({
  markdown: z.string(),
  sections: z.array(z.object({ section_id: z.string(), title: z.string() })),
})
export type CheckedText = z.infer<typeof CheckedText>
