import { Conclusion } from '@synthwright/contracts'
import { concludeDraft } from './conclude-draft.ts'
import { concludeVerification } from './conclude-verification.ts'
import { draftRun, verificationOfEdited, type SectionSetting } from './testing/draft-run.ts'
import { textHash } from './text-hash.ts'

const sections: SectionSetting[] = [
  {
    title: 'Overview',
    sources: {
      doc_queue:
        'Each task waits in one durable queue since 2026-03-02. The guide says "workers pull their tasks". A worker claims it within 30 s.',
    },
    sentences: [
      { text: 'Each task waits in one durable queue since 2026-03-02.', cites: 'doc_queue' },
      { text: 'The guide says "workers pull their tasks".', cites: 'doc_queue' },
      { text: 'A worker claims it within 30 s.', cites: 'doc_queue' },
    ],
  },
  {
    title: 'Risks',
    sources: { note_risk: 'The broker may lose its data. Runs survive that.' },
    sentences: [{ text: 'The broker may lose its data.', cites: 'note_risk' }],
  },
]
const run = draftRun({ sections })
const document = concludeDraft(run).conclusion.artifact!.markdown
const verify = (edit: (markdown: string) => string) =>
  concludeVerification(verificationOfEdited(run, sections, edit(document)))
const flagsOf = (edit: (markdown: string) => string) =>
  verify(edit).verification.flags!.map(({ code, sentence_index }) => [code, sentence_index])
const instead = (from: string, to: string) => (markdown: string) => {
  expect(markdown).toContain(from)
  return markdown.replace(from, to)
}

describe('the verification of a text', () => {
  it('passes an unedited draft again and leaves it as it is', () => {
    const conclusion = verify((markdown) => markdown)
    expect(Conclusion.parse(conclusion)).toEqual(conclusion)
    expect(conclusion.verification).toMatchObject({ status: 'pass', source_count: 2, checked_sentence_count: 4 })
    expect(conclusion.sentences.every(({ verdict, evidence }) => verdict === 'supported' && evidence.length > 0)).toBe(
      true,
    )
    expect(conclusion.text_hash).toBe(textHash(document))
    expect([conclusion.artifact, conclusion.engine]).toEqual([null, null])
  })

  it.each([
    ['30 s', '31 s', [['number_mismatch', 2]]],
    ['2026-03-02', '2026-03-04', [['date_mismatch', 0]]],
    ['pull their', 'push their', [['quote_mismatch', 1]]],
    ['may lose', 'may not lose', [['negation_mismatch', 3]]],
    ['30 s. [doc_queue]', '30 s. [doc_invented]', [['unknown_citation', 2]]],
    [
      '30 s. [doc_queue]',
      '30 s. [note_risk]',
      [
        ['citation_outside_pack', 2],
        ['number_mismatch', 2],
        ['unsupported_claim', 2],
      ],
    ],
    ['30 s. [doc_queue]', '30 s.', [['uncited_claim', 2]]],
    ['## Risks', '## Risks\n\n```\ncode without a marker\n```\n', []],
  ])('%s → %s', (from, to, flags) => {
    expect(flagsOf(instead(from, to))).toEqual(flags)
  })

  it('does not count a source that was redacted, since nothing can cite it', () => {
    const input = verificationOfEdited(run, sections, document)
    const sources = input.evidence.sources.map((source) => ({ ...source, redacted: source.id === 'note_risk' }))
    const { verification } = concludeVerification({ ...input, evidence: { ...input.evidence, sources } })
    expect(verification.source_count).toBe(1)
  })

  it('turns each cause in a section into one gap', () => {
    const edited = verify((markdown) =>
      markdown.replace('30 s', '31 s').replace('one durable', 'seven durable').replace('since', 'with 9 % since'),
    )
    expect(edited.verification.flags!.map(({ code, detail }) => [code, detail])).toEqual([
      ['number_mismatch', 'seven'],
      ['number_mismatch', '9 %'],
      ['number_mismatch', '31 s'],
    ])
    expect(edited.verification.gaps).toEqual([
      expect.objectContaining({
        section_id: 'sec_1',
        title: 'Overview',
        reason: 'number_mismatch',
        missing_source_ids: ['doc_queue'],
        detail: '2 sentences: Each task waits in seven durable queue with 9 % since 2026-03-02.',
      }),
    ])
  })

  it('checks text under an unknown heading against all packs', () => {
    const moved = verify((markdown) =>
      markdown.replace(
        '## Risks',
        '## Overview\n\nWorkers pull their tasks. [doc_queue]\n\n## Elsewhere\n\nA worker claims it within 30 s. [doc_queue]\n\n## Risks',
      ),
    )
    expect(moved.sentences.map(({ section_id }) => section_id)).toEqual([
      'sec_1',
      'sec_1',
      'sec_1',
      'sec_1',
      null,
      'sec_2',
    ])
    expect(moved.verification.status).toBe('pass')
  })

  it('repeats the gaps of coverage', () => {
    const partial = draftRun({ sections: [...sections, { title: 'Costs', sources: {}, sentences: [] }] })
    const { artifact } = concludeDraft(partial).conclusion
    const conclusion = concludeVerification(verificationOfEdited(partial, sections, artifact!.markdown))
    expect(conclusion.verification.gaps.map(({ reason }) => reason)).toEqual(['no_source_supports_requested_section'])
    expect(conclusion.sentences).toHaveLength(4)
  })

  it('never passes a text that states nothing', () => {
    expect(verify(() => '# Only a title\n').verification).toMatchObject({
      status: 'gaps',
      gap_count: 1,
      checked_sentence_count: 0,
    })
  })
})
