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
  // The fields below are optional because evidence gathered by the release before lacks them.
  /** Why the source does not stand for itself any more; null when it does. A duplicate says what its survivor says. */
  retired: z.enum(['superseded', 'stale', 'duplicate']).nullable().optional(),
  /**
   * What became of the words that the run under check cited, where the source was changed since: still there word for
   * word, or gone.
   */
  changed: z.enum(['intact', 'gone']).nullable().optional(),
  /** That it was redacted when the evidence was gathered, which then shows nothing of it. */
  redacted: z.boolean().optional(),
})
export type EvidenceSource = z.infer<typeof EvidenceSource>

export const EvidenceSentence = z.object({ id: z.string(), start: z.int(), end: z.int(), text: z.string() })
export type EvidenceSentence = z.infer<typeof EvidenceSentence>

/** What may not be told from a redacted source, as hashes: of every six words in a row, and of long tokens. */
export const RedactedPrint = z.object({ runs: z.array(z.string()), tokens: z.array(z.string()) })
export type RedactedPrint = z.infer<typeof RedactedPrint>

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
  // The fields below are optional because evidence gathered by the release before lacks them.
  /** When it was gathered; ages are counted back from here. */
  as_of: z.string().optional(),
  /** Redacted sources that the caller could read were they not redacted. */
  redacted: z.array(RedactedPrint).optional(),
  /** Sentences of the text that are not among the claims, because it has more than are checked. */
  left_out: z.int().min(0).optional(),
  /** Pairs of sources of the packs that contradict each other by a relation. */
  contradictions: z.array(z.object({ ids: z.tuple([z.string(), z.string()]), relation: z.string() })).optional(),
})
export type Evidence = z.infer<typeof Evidence>

/** The text under check. A draft brings its sentences, whose citations carry offsets; foreign text brings only itself. */
export const CheckedText = z.object({
  markdown: z.string(),
  sections: z.array(z.object({ section_id: z.string(), title: z.string() })),
})
export type CheckedText = z.infer<typeof CheckedText>
