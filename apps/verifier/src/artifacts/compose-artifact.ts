import type { Artifact, Citation, DraftRequest, Evidence, TextClaim, Verification } from '@synthwright/contracts'
import { canonicalJson, sha256 } from '@synthwright/kernel'
import type { ConclusionInput } from './conclusion-input.ts'
import { quoteReader, type QuoteReader } from './quotes.ts'
import { textHash } from './text-hash.ts'

interface Composition {
  input: ConclusionInput
  markdown: string
  claims: readonly TextClaim[]
  verification: Verification
}

/** The artifact of a settled draft: both renderings, its citations with the stored text behind them, its hash and id. */
export const composeArtifact = ({ input, markdown, claims, verification }: Composition): Artifact => {
  const { outline } = input.plan!.body
  const request = input.request as Partial<DraftRequest>
  const format = request.output_format ?? 'markdown'
  const cited = idsOf(claims)
  const claimsOf = (sectionId: string) => claims.filter(({ section_id }) => section_id === sectionId)
  const json_payload: Artifact['json_payload'] = {
    title: outline.title,
    output_type: outline.output_type,
    audience: outline.audience,
    sections: outline.sections.map(({ section_id, title }) => ({
      section_id,
      title,
      sentences: claimsOf(section_id).map(({ text, citations }) => ({ text, citations: citations.map(exactPlace) })),
    })),
    sources: sourcesOf(cited, input.evidence),
    counts: countsOf(input),
    verification: {
      status: verification.status,
      source_count: verification.source_count,
      gap_count: verification.gap_count,
    },
  }
  const hash = textHash(format === 'json' ? canonicalJson(json_payload) : markdown)
  return {
    artifact_id: artifactId(input, hash),
    format,
    title: outline.title,
    markdown,
    json_payload,
    source_ids: cited,
    section_source_ids: Object.fromEntries(
      outline.sections.map(({ section_id }) => [section_id, idsOf(claimsOf(section_id))]),
    ),
    generated_text_hash: hash,
    verification,
    remembered_memory_id: null,
    remembered_source_id: null,
    citations: citationsOf(claims, input.evidence, quoteReader(input)),
  }
}

const idsOf = (claims: readonly TextClaim[]): string[] => [
  ...new Set(claims.flatMap(({ citations }) => citations.map(({ id }) => id))),
]

const exactPlace = ({ id, start, end }: TextClaim['citations'][number]) => ({ id, start: start!, end: end! })

const sourcesOf = (ids: readonly string[], { sources }: Evidence) =>
  ids.flatMap((id) =>
    sources.filter((source) => source.id === id).map(({ name, type, freshness }) => ({ id, name, type, freshness })),
  )

/** Sources that the packs left out, by reason. */
export const countsOf = ({ plan }: ConclusionInput) => {
  const total = (count: 'hidden_count' | 'redaction_count' | 'correction_count') =>
    plan!.body.source_packs.reduce((sum, pack) => sum + pack[count], 0)
  // An earlier synthesis that was left out is no correction; and were it counted, remembering a text would change it.
  const syntheses = plan!.body.source_packs.reduce(
    (sum, { correction_reasons }) => sum + (correction_reasons.prior_synthesis ?? 0),
    0,
  )
  return {
    hidden: total('hidden_count'),
    redacted: total('redaction_count'),
    corrected: total('correction_count') - syntheses,
  }
}

/** Equal for the same text, asked for in the same words by the same person for the same readers. */
export const artifactId = ({ teamId, userId, request }: ConclusionInput, hash: string): string => {
  const { remember: _remember, tags: _tags, judge: _judge, ...asked } = request
  return `art_${sha256(canonicalJson({ teamId, userId, asked, hash })).slice(0, 24)}`
}

/** Every place cited, once per sentence, with the stored text found there; places that nothing here shows are left out. */
const citationsOf = (claims: readonly TextClaim[], { sources }: Evidence, quoteOf: QuoteReader): Citation[] => {
  const revisions = new Map(sources.map(({ id, revision }) => [id, revision]))
  return claims.flatMap((claim) =>
    claim.citations.map(exactPlace).flatMap(({ id, start, end }) => {
      const quote = quoteOf(id, start, end)
      const revision = revisions.get(id)
      if (quote === null || revision === undefined) return []
      return [{ section_id: claim.section_id ?? '', sentence_index: claim.index, id, revision, start, end, quote }]
    }),
  )
}
