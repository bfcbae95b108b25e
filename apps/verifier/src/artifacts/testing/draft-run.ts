import type { ArtifactPlan, DraftedSection, Evidence, EvidenceSource, TextClaim } from '@synthwright/contracts'
import { checkText, readTextClaims, renderArtifact, splitSentences } from '@synthwright/grounding'
import type { ConclusionInput } from '../conclusion-input.ts'

export interface Written {
  text: string
  /** Source it cites, at the place of `quote`, or of the sentence itself. */
  cites: string
  quote?: string
}

export interface SectionSetting {
  title: string
  /** Stored texts by id: the section's pack. */
  sources: Record<string, string>
  sentences: Written[]
  mode?: 'llm' | 'extractive'
  forged?: string[]
}

interface Setting {
  sections: SectionSetting[]
  request?: Record<string, unknown>
  constraints?: string[]
  goal?: string | null
  about?: Partial<Record<string, Partial<EvidenceSource>>>
  mayRedraft?: boolean
}

const idOf = (index: number) => `sec_${index + 1}`

/** A draft as the verifier is handed it: planned, written, its evidence gathered and checked. */
export const draftRun = ({
  sections,
  request = {},
  constraints = [],
  goal = null,
  about = {},
  mayRedraft = false,
}: Setting): ConclusionInput => {
  const texts = new Map(sections.flatMap(({ sources }) => Object.entries(sources)))
  const drafted = sections.map((section, index) => draftedSection(section, idOf(index), texts))
  const names = sections.map(({ title }, index) => ({ section_id: idOf(index), title }))
  const { markdown, claims } = renderArtifact({
    title: 'The Queue',
    audience: null,
    sections: names.map((name, index) => ({ ...name, sentences: drafted[index]!.sentences })),
  })
  const evidence = evidenceOf(claims, sections, texts, about)
  return {
    kind: 'draft',
    teamId: 'team_1',
    userId: 'user_1',
    goal,
    request: { goal, constraints, output_format: 'markdown', depth: 'standard', tags: [], ...request },
    text: { markdown, sections: names },
    plan: planOf(sections),
    drafted: drafted.filter((_, index) => Object.keys(sections[index]!.sources).length > 0),
    evidence,
    check: checkText({ goal, constraints, evidence }),
    usage: { input_tokens: 3, output_tokens: 4 },
    mayRedraft,
  }
}

interface VerificationSetting {
  /** What became of the sources since the draft. */
  about?: Setting['about'] & object
  /** What else the evidence has. */
  known?: Partial<Evidence>
  constraints?: string[]
  maxSourceAgeDays?: number | null
}

/** The same run's text, edited, as a verification is handed it. */
export const verificationOfEdited = (
  run: ConclusionInput,
  sections: SectionSetting[],
  markdown: string,
  { about = {}, known = {}, constraints = [], maxSourceAgeDays = null }: VerificationSetting = {},
): ConclusionInput => {
  const texts = new Map(sections.flatMap(({ sources }) => Object.entries(sources)))
  const claims = readTextClaims(markdown, run.text.sections)
  const evidence = { ...evidenceOf(claims, sections, texts, about), ...known }
  return {
    ...run,
    kind: 'verify',
    text: { ...run.text, markdown },
    drafted: [],
    evidence,
    check: checkText({ goal: run.goal, constraints, evidence, markdown, maxSourceAgeDays }),
  }
}

const draftedSection = (
  { sentences, mode = 'extractive', forged = [] }: SectionSetting,
  section_id: string,
  texts: Map<string, string>,
): DraftedSection => ({
  section_id,
  sentences: sentences.map(({ text, cites, quote = text }) => {
    const start = Math.max(0, texts.get(cites)?.indexOf(quote) ?? 0)
    return { text, citations: [{ id: cites, start, end: start + quote.length }], paragraph: 0 }
  }),
  draft_mode: mode,
  provider: mode === 'llm' ? 'openai' : 'offline',
  model: mode === 'llm' ? 'm-1' : null,
  prompt_version: 'p1',
  fell_back: false,
  forged_in: forged,
})

const evidenceOf = (
  claims: TextClaim[],
  sections: SectionSetting[],
  texts: Map<string, string>,
  about: NonNullable<Setting['about']>,
): Evidence => ({
  claims,
  sources: [...texts.keys()].map((id) => ({
    id,
    type: 'document',
    name: `Name of ${id}`,
    revision: 2,
    content_hash: 'h',
    freshness: '2026-01-01T00:00:00Z',
    freshness_basis: 'updated_at',
    unresolved_claims: [],
    ...about[id],
  })),
  unresolved: claims.flatMap(({ citations }) => citations.map(({ id }) => id)).filter((id) => !texts.has(id)),
  evidence: claims.map((claim) => ({
    claim: claim.index,
    sentences: claim.citations.flatMap(({ id }) =>
      splitSentences(texts.get(id) ?? '').map((sentence) => ({ id, ...sentence })),
    ),
  })),
  packs: sections.map(({ sources }, index) => ({
    section_id: idOf(index),
    source_ids: Object.keys(sources),
    texts: Object.values(sources),
  })),
})

const planOf = (sections: SectionSetting[]): ArtifactPlan => {
  const ids = sections.flatMap(({ sources }) => Object.keys(sources))
  const empty = sections.flatMap(({ title, sources }, index) =>
    Object.keys(sources).length > 0
      ? []
      : [
          {
            section_id: idOf(index),
            title,
            reason: 'no_source_supports_requested_section' as const,
            query: title,
            missing_source_ids: [],
            detail: null,
          },
        ],
  )
  return {
    body: {
      status: 'planned',
      request: {},
      outline: {
        title: 'The Queue',
        output_type: 'documentation',
        audience: null,
        sections: sections.map(({ title, sources }, index) => ({
          section_id: idOf(index),
          title,
          prompt: '',
          source_query: title,
          source_ids: Object.keys(sources),
          gaps: [],
        })),
      },
      source_packs: sections.map(({ title, sources }, index) => ({
        section_id: idOf(index),
        title,
        query: title,
        source_ids: Object.keys(sources),
        sources: [],
        hidden_count: 1,
        redaction_count: 0,
        correction_count: 2,
        correction_reasons: {},
        freshness: {},
        unresolved_claims: [],
      })),
      verification: { status: 'pending', source_count: new Set(ids).size, gap_count: empty.length, gaps: empty },
      snapshot_digest: 'sha256:0',
      retrieval: { lanes: { lexical: 'ok', exact: 'ok', vector: 'off', graph: 'ok' }, degraded: false, failures: [] },
      notices: [],
    },
    material: sections.map(({ title, sources }, index) => ({
      section_id: idOf(index),
      title,
      prompt: '',
      query: title,
      sentences: { min: 1, max: 4 },
      sources: Object.entries(sources).map(([id, text]) => ({
        id,
        type: 'document',
        name: id,
        revision: 2,
        freshness: null,
        unresolved_claims: [],
        score: 1,
        passages: [{ start: 0, end: text.length, text, heading_path: [] }],
      })),
    })),
    snapshot: { digest: 'sha256:0', row_count: 1 },
    viewDigest: 'v',
  }
}
