import { absenceLine, absenceStatement, Conclusion, engineVersion, type PackSource } from '@synthwright/contracts'
import { readClaims } from '@synthwright/grounding'
import { canonicalJson } from '@synthwright/kernel'
import { concludeDraft } from './conclude-draft.ts'
import { draftRun, type SectionSetting } from './testing/draft-run.ts'
import { textHash } from './text-hash.ts'

const queue = 'Each task waits in one durable queue. A worker claims it within 30 s 🚀. Cafe\u0301 doors stay\r\nshut.'
const overview: SectionSetting = {
  title: 'Overview',
  sources: { doc_queue: queue },
  sentences: [
    { text: 'Each task waits in one durable queue.', cites: 'doc_queue' },
    { text: 'A worker claims it within 30 s 🚀.', cites: 'doc_queue' },
    { text: 'Café doors stay shut.', cites: 'doc_queue', quote: 'Cafe\u0301 doors stay\r\nshut.' },
  ],
}
const risks: SectionSetting = {
  title: 'Risks',
  sources: { note_risk: 'The broker may lose its data. No run is lost by that.' },
  sentences: [{ text: 'No run is lost by that.', cites: 'note_risk' }],
}
const wrong = { text: 'A worker claims it within 40 s.', cites: 'doc_queue', quote: 'A worker claims it within 30 s' }

describe('the conclusion of a draft', () => {
  it('passes a grounded draft and makes its artifact', () => {
    const { conclusion, emptied } = concludeDraft(draftRun({ sections: [overview, risks] }))
    expect(emptied).toEqual([])
    expect(Conclusion.parse(conclusion)).toEqual(conclusion)
    expect(conclusion.verification).toMatchObject({
      status: 'pass',
      source_count: 2,
      gap_count: 0,
      method: 'lexical',
      checked_sentence_count: 4,
      supported_sentence_count: 4,
      flags: [],
    })
    const artifact = conclusion.artifact!
    expect(artifact.markdown).toBe(
      '# The Queue\n\n## Overview\n\nEach task waits in one durable queue. [doc_queue] A worker claims it within 30 s 🚀. [doc_queue] Café doors stay shut. [doc_queue]\n\n## Risks\n\nNo run is lost by that. [note_risk]\n',
    )
    expect(artifact.source_ids).toEqual(['doc_queue', 'note_risk'])
    expect(artifact.section_source_ids).toEqual({ sec_1: ['doc_queue'], sec_2: ['note_risk'] })
    expect(artifact.citations.map(({ quote }) => quote)).toEqual([
      'Each task waits in one durable queue.',
      'A worker claims it within 30 s 🚀.',
      'Cafe\u0301 doors stay\r\nshut.',
      'No run is lost by that.',
    ])
    expect(artifact.json_payload.counts).toEqual({ hidden: 2, redacted: 0, corrected: 4 })
    expect(artifact.verification).toEqual(conclusion.verification)
    expect(artifact.generated_text_hash).toBe(textHash(artifact.markdown))
    expect(conclusion.engine).toEqual({
      version: engineVersion,
      draft_mode: 'extractive',
      provider: 'offline',
      model: null,
      prompt_version: 'p1',
      usage: { input_tokens: 3, output_tokens: 4 },
    })
  })

  it('tells of a pin that stands in a pack and that no sentence rests on', () => {
    const run = draftRun({ sections: [overview, risks] })
    const [pack] = run.plan!.body.source_packs
    const pinned = (id: string): PackSource => ({
      id,
      type: 'guide',
      name: id,
      content_preview: '',
      score: 1,
      source: null,
      origin: 'graph',
      relation: null,
      metadata: { spans: [], pinned: true },
    })
    pack!.sources = [pinned('doc_queue'), pinned('doc_pin')]
    expect(concludeDraft(run).conclusion.notices).toEqual([
      { code: 'pin_not_cited', section_id: 'sec_1', ids: ['doc_pin'], detail: null },
    ])
  })

  it('quotes the stored text at every citation', () => {
    const { artifact } = concludeDraft(draftRun({ sections: [overview] })).conclusion
    for (const { start, end, quote } of artifact!.citations) expect(queue.slice(start, end)).toBe(quote)
  })

  it('takes refused sentences out and says so', () => {
    const sections = [{ ...overview, sentences: [overview.sentences[0]!, wrong, overview.sentences[2]!] }]
    const { conclusion, emptied } = concludeDraft(draftRun({ sections, mayRedraft: true }))
    expect(emptied).toEqual([])
    expect(conclusion.artifact!.markdown).not.toContain('40 s')
    expect(
      conclusion.sentences.map(({ index, start, end }) => [index, conclusion.artifact!.markdown.slice(start, end)]),
    ).toEqual([
      [0, 'Each task waits in one durable queue.'],
      [1, 'Café doors stay shut.'],
    ])
    expect(conclusion.verification.status).toBe('pass')
    expect(conclusion.verification.flags).toEqual([
      expect.objectContaining({
        code: 'sentence_removed',
        severity: 'soft',
        section_id: 'sec_1',
        detail: 'number_mismatch: 40 s',
      }),
    ])
  })

  it('names an emptied section while it may be written again, and else reports it as a gap', () => {
    const sections = [{ ...overview, sentences: [wrong] }, risks]
    expect(concludeDraft(draftRun({ sections, mayRedraft: true })).emptied).toEqual(['sec_1'])
    const { conclusion, emptied } = concludeDraft(draftRun({ sections, mayRedraft: false }))
    expect(emptied).toEqual([])
    expect(conclusion.verification.status).toBe('gaps')
    expect(conclusion.verification.gaps.map(({ section_id, reason }) => [section_id, reason])).toEqual([
      ['sec_1', 'no_citable_sources'],
    ])
    expect(conclusion.artifact!.markdown).toContain(`## Overview\n\n${absenceLine}\n`)
    expect(conclusion.artifact!.markdown).toContain(
      '## Verification Gaps\n\n- Overview: the sources have no text that can be cited.',
    )
    expect(conclusion.artifact!.section_source_ids).toEqual({ sec_1: [], sec_2: ['note_risk'] })
  })

  it('asks for another writing of a section that a model left empty', () => {
    const silent: SectionSetting = { ...overview, sentences: [], mode: 'llm' }
    expect(concludeDraft(draftRun({ sections: [silent, risks], mayRedraft: true })).emptied).toEqual(['sec_1'])
    expect(
      concludeDraft(draftRun({ sections: [{ ...silent, mode: 'extractive' }, risks], mayRedraft: true })).emptied,
    ).toEqual([])
  })

  it('consists of absence alone over nothing, with one gap per section', () => {
    const empty = { title: 'Overview', sources: {}, sentences: [] }
    const { conclusion } = concludeDraft(
      draftRun({ sections: [empty, { ...empty, title: 'Risks' }], mayRedraft: true }),
    )
    expect(conclusion.verification.gaps.map(({ reason }) => reason)).toEqual([
      'no_source_supports_requested_section',
      'no_source_supports_requested_section',
    ])
    expect(conclusion.verification).toMatchObject({ status: 'gaps', checked_sentence_count: 0 })
    expect(conclusion.engine).toMatchObject({ draft_mode: 'extractive', provider: 'none' })
  })

  it('keeps a sentence whose source is undated or holds an open claim, and reports both', () => {
    const { conclusion } = concludeDraft(
      draftRun({
        sections: [overview],
        about: { doc_queue: { freshness: null, unresolved_claims: ['The queue survives a power cut.'] } },
      }),
    )
    expect(conclusion.verification.gaps.map(({ reason, query }) => [reason, query])).toEqual([
      ['unresolved_claim', 'The queue survives a power cut.'],
      ['missing_freshness_metadata', 'doc_queue'],
    ])
    expect(conclusion.sentences).toHaveLength(3)
  })

  it('notes goal words, constraints, forged marks and fallbacks without failing for them', () => {
    const run = draftRun({
      sections: [
        { ...overview, forged: ['doc_queue'] },
        { ...risks, mode: 'llm' },
      ],
      goal: 'Document the durable ferry queue for new engineers',
      constraints: ['in a friendly tone'],
      request: { depth: 'deep' },
    })
    run.drafted[0]!.fell_back = true
    const { conclusion } = concludeDraft(run)
    expect(conclusion.verification.status).toBe('pass')
    expect(conclusion.verification.flags!.map(({ code, section_id, excerpt }) => [code, section_id, excerpt])).toEqual([
      ['constraint_unchecked', null, 'in a friendly tone'],
      ['goal_term_uncovered', null, 'ferry'],
      ['forged_citation', 'sec_1', ''],
      ['single_source_section', 'sec_1', ''],
      ['single_source_section', 'sec_2', ''],
    ])
    expect(conclusion.notices).toEqual([
      { code: 'draft_fallback_extractive', section_id: 'sec_1', ids: [], detail: null },
    ])
    expect(conclusion.engine).toMatchObject({ draft_mode: 'mixed', provider: 'openai', model: 'm-1' })
  })

  it('does not count earlier syntheses as corrections, so that remembering one changes no text', () => {
    const run = draftRun({ sections: [overview, risks] })
    const [pack] = run.plan!.body.source_packs
    pack!.correction_reasons = { lifecycle_stale: 1, prior_synthesis: 1 }
    expect(concludeDraft(run).conclusion.artifact!.json_payload.counts).toMatchObject({ corrected: 3 })
  })

  it('hashes what the format asks for, and gives equal drafts one id', () => {
    const asked = (request: Record<string, unknown>) =>
      concludeDraft(draftRun({ sections: [overview], request })).conclusion.artifact!
    const json = asked({ output_format: 'json' })
    expect(json.generated_text_hash).toBe(textHash(canonicalJson(json.json_payload)))
    const plain = asked({})
    expect(asked({ remember: true, tags: ['a'], judge: 'off' }).artifact_id).toBe(plain.artifact_id)
    expect(asked({ memory_scope: 'project' }).artifact_id).not.toBe(plain.artifact_id)
    expect(json.artifact_id).not.toBe(plain.artifact_id)
    expect(plain.artifact_id).toMatch(/^art_[0-9a-f]{24}$/)
  })

  it('is the same for the same input', () => {
    const run = draftRun({ sections: [overview, risks], goal: 'The queue' })
    expect(canonicalJson(concludeDraft(run))).toBe(canonicalJson(concludeDraft(structuredClone(run))))
  })

  it('acceptance 34: leaves out what another section has said already, however a model repeats it', () => {
    const again: SectionSetting = {
      ...risks,
      sources: { doc_queue: queue, ...risks.sources },
      sentences: [...risks.sentences, { text: 'Each task waits in one durable queue.', cites: 'doc_queue' }],
      mode: 'llm',
    }
    const { conclusion } = concludeDraft(draftRun({ sections: [{ ...overview, mode: 'llm' }, again] }))
    expect(conclusion.artifact!.markdown.match(/Each task waits in one durable queue/g)).toHaveLength(1)
    expect(conclusion.verification.status).toBe('pass')
    expect(conclusion.verification.flags).toEqual([
      expect.objectContaining({
        code: 'sentence_removed',
        severity: 'soft',
        section_id: 'sec_2',
        detail: 'repeated: it stands before',
      }),
    ])
  })

  it('writes a section anew that only repeated another one', () => {
    const echo: SectionSetting = { ...risks, sources: overview.sources, sentences: [overview.sentences[0]!] }
    expect(concludeDraft(draftRun({ sections: [overview, echo], mayRedraft: true })).emptied).toEqual(['sec_2'])
  })

  it('tells in an audit packet how many sources were left out, and reads that line as no claim', () => {
    const run = draftRun({ sections: [overview] })
    run.plan!.body.outline.output_type = 'audit_packet'
    const { markdown, json_payload } = concludeDraft(run).conclusion.artifact!
    expect(json_payload.counts).toEqual({ hidden: 1, redacted: 0, corrected: 2 })
    expect(markdown).toContain('# The Queue\n\nSources withheld: 1; redacted: 0; corrected: 2.\n\n## Overview\n')
    expect(readClaims(markdown)).toHaveLength(3)
  })

  it('lists the headings that a handbook has nothing for together, and says so of an empty one in one line', () => {
    const handbook = (sections: SectionSetting[]) => {
      const run = draftRun({ sections })
      run.plan!.body.outline.output_type = 'handbook'
      return concludeDraft(run).conclusion.artifact!.markdown
    }
    const none = (title: string): SectionSetting => ({ title, sources: {}, sentences: [] })
    const markdown = handbook([none('Gotchas'), overview, none('Key Artifacts')])
    expect(markdown.match(/^## .*/gm)).toEqual(['## Overview', '## Verification Gaps'])
    expect(markdown).toContain('- Gotchas: no source supports this section.\n- Key Artifacts: no source supports')
    expect(readClaims(markdown)).toHaveLength(3)
    const empty = handbook([none('Gotchas'), none('Key Artifacts')])
    expect(empty).toBe(`# The Queue\n\n${absenceStatement}\n`)
    expect(readClaims(empty)).toEqual([])
  })
})
