import type {
  CheckedSentence,
  Conclusion,
  DraftRequest,
  Flag,
  Gap,
  GapReason,
  Notice,
  TextClaim,
} from '@synthwright/contracts'
import { checkWholeText, renderArtifact } from '@synthwright/grounding'
import { AppError } from '@synthwright/kernel'
import { composeArtifact, countsOf } from './compose-artifact.ts'
import type { ConclusionInput } from './conclusion-input.ts'
import { engineBlock } from './engine-block.ts'
import { judgedCheck } from './judged-check.ts'
import { settleDraft, type SettledDraft } from './settle-draft.ts'
import { verificationOf } from './verification.ts'

/**
 * Settles a draft: refused sentences go, what is left is rendered and judged, and the artifact is made of it. Sections
 * that this emptied are named while they can still be written again; the conclusion is then only a provisional one.
 */
export const concludeDraft = (unjudged: ConclusionInput): { conclusion: Conclusion; emptied: string[] } => {
  const { check, method, notices } = judgedCheck(unjudged)
  const input = { ...unjudged, check }
  const { outline, verification: planned } = input.plan!.body
  const settled = settleDraft(input)
  const text = {
    title: outline.title,
    audience: outline.audience,
    sections: settled.sections,
    omitsEmpty: outline.output_type === 'handbook',
    leftOut: outline.output_type === 'audit_packet' ? countsOf(input) : undefined,
  }
  const { claims, markdown: settledMarkdown } = renderArtifact(text)
  const sentences = replaced(settled, claims)
  const verification = verificationOf({
    sentences,
    flags: [...textFlags(input, settled, claims, settledMarkdown), ...settled.removed, ...draftFlags(input, claims)],
    coverage: [...planned.gaps, ...emptyGaps(input, settled)],
    sections: outline.sections,
    sourceCount: planned.source_count,
    method,
  })
  const { markdown } = renderArtifact({ ...text, gaps: verification.gaps })
  const artifact = composeArtifact({ input, markdown, claims, verification })
  const conclusion = {
    verification,
    sentences,
    text_hash: artifact.generated_text_hash,
    notices: [...noticesOf(input), ...uncitedPins(input, claims), ...notices],
    artifact,
    engine: engineBlock(input),
  }
  return { conclusion, emptied: input.mayRedraft ? emptiedSections(input, settled) : [] }
}

/** The kept sentences at their places in the settled text. */
const replaced = ({ kept }: SettledDraft, claims: readonly TextClaim[]): CheckedSentence[] => {
  if (kept.length !== claims.length)
    throw new AppError('internal', 'The settled document does not read as it was checked')
  return kept.map((sentence, position) => {
    const { index, start, end } = claims[position]!
    return {
      ...sentence,
      index,
      start,
      end,
      flags: sentence.flags.map((flag) => ({ ...flag, sentence_index: index, start, end })),
    }
  })
}

/** Flags of the whole text: as checked, or found anew when sentences were taken out of it. */
const textFlags = (input: ConclusionInput, { removed }: SettledDraft, claims: TextClaim[], markdown: string): Flag[] =>
  removed.length === 0
    ? input.check.flags
    : checkWholeText({
        goal: input.goal,
        constraints: requestOf(input).constraints ?? [],
        evidence: { ...input.evidence, claims },
        markdown,
      }).flatMap((flag) => (flag.code === 'constraint_unchecked' ? asJudged(input, flag) : [flag]))

/** What was made of a constraint before sentences were taken out: a judge may have settled it. */
const asJudged = ({ check }: ConclusionInput, { excerpt }: Flag): Flag[] =>
  check.flags.filter((flag) => flag.excerpt === excerpt && flag.code.startsWith('constraint_'))

const requestOf = ({ request }: ConclusionInput) => request as Partial<DraftRequest>

/** What is noted about the writing of a section: marks like citations in its sources, and, in depth, a single source. */
const draftFlags = (input: ConclusionInput, claims: readonly TextClaim[]): Flag[] => {
  const forged = input.drafted.filter(({ forged_in }) => forged_in.length > 0)
  const lonely =
    requestOf(input).depth === 'deep'
      ? input.text.sections.filter((section) => citedIn(section.section_id, claims).length === 1)
      : []
  return [
    ...forged.map(({ section_id, forged_in }) => sectionFlag('forged_citation', section_id, forged_in)),
    ...lonely.map(({ section_id }) => sectionFlag('single_source_section', section_id, citedIn(section_id, claims))),
  ]
}

const citedIn = (sectionId: string, claims: readonly TextClaim[]): string[] => [
  ...new Set(
    claims
      .filter(({ section_id }) => section_id === sectionId)
      .flatMap(({ citations }) => citations.map(({ id }) => id)),
  ),
]

const sectionFlag = (code: Flag['code'], section_id: string, source_ids: string[]): Flag => ({
  code,
  severity: 'soft',
  section_id,
  sentence_index: null,
  start: null,
  end: null,
  excerpt: '',
  source_ids,
  detail: null,
})

/** Reasons for which a section has nothing to say. */
const absence: ReadonlySet<GapReason> = new Set([
  'required_source_ids_not_found',
  'retrieval_degraded',
  'no_materialized_sources',
  'no_source_supports_requested_section',
  'no_citable_sources',
])

/** Sections without a sentence that no gap of the plan explains: they had sources, and nothing that could be kept. */
const emptyGaps = ({ plan }: ConclusionInput, { sections }: SettledDraft): Gap[] => {
  const { outline, verification } = plan!.body
  const explained = new Set(
    verification.gaps.filter(({ reason }) => absence.has(reason)).map(({ section_id }) => section_id),
  )
  const empty = new Set(sections.filter(({ sentences }) => sentences.length === 0).map(({ section_id }) => section_id))
  return outline.sections
    .filter(({ section_id }) => empty.has(section_id) && !explained.has(section_id))
    .map(({ section_id, title, source_query }) => ({
      section_id,
      title,
      reason: 'no_citable_sources',
      query: source_query,
      missing_source_ids: [],
      detail: null,
    }))
}

/** Empty sections that another writing may fill: sentences were taken out of them, or a model wrote nothing. */
const emptiedSections = ({ drafted }: ConclusionInput, { sections, removed }: SettledDraft): string[] => {
  const lost = new Set(removed.map(({ section_id }) => section_id))
  const byModel = new Set(drafted.filter(({ draft_mode }) => draft_mode === 'llm').map(({ section_id }) => section_id))
  return sections
    .filter(({ section_id, sentences }) => sentences.length === 0 && (lost.has(section_id) || byModel.has(section_id)))
    .map(({ section_id }) => section_id)
}

const noticesOf = ({ drafted }: ConclusionInput): Notice[] =>
  drafted
    .filter(({ fell_back }) => fell_back)
    .map(({ section_id }) => ({ code: 'draft_fallback_extractive', section_id, ids: [], detail: null }))

/** Pins that stand in a pack, and that no sentence of the text rests on: whoever pinned them should know. */
const uncitedPins = ({ plan }: ConclusionInput, claims: readonly TextClaim[]): Notice[] => {
  const cited = new Set(claims.flatMap(({ citations }) => citations.map(({ id }) => id)))
  return plan!.body.source_packs.flatMap(({ section_id, sources }) => {
    const ids = sources.filter(({ id, metadata }) => metadata.pinned && !cited.has(id)).map(({ id }) => id)
    return ids.length > 0 ? [{ code: 'pin_not_cited' as const, section_id, ids, detail: null }] : []
  })
}
