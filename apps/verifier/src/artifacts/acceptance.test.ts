import type { ClaimVerdict, Evidence, EvidenceSource, Flag, JudgedClaims } from '@synthwright/contracts'
import { redactedPrint, undecidedClaims } from '@synthwright/grounding'
import { concludeDraft } from './conclude-draft.ts'
import { concludeVerification } from './conclude-verification.ts'
import { draftRun, verificationOfEdited, type SectionSetting } from './testing/draft-run.ts'

const queue =
  'Each task waits in one durable queue since 2026-03-02. The guide says "workers pull their tasks". A worker claims it within 30 s. The Falcon team keeps 4 queues.'
const risk = 'The broker may lose its data. Runs survive that.'
const sections: SectionSetting[] = [
  {
    title: 'Overview',
    sources: { doc_queue: queue, note_store: 'The store keeps every run for 90 days. Nothing else is kept there.' },
    sentences: [
      { text: 'Each task waits in one durable queue since 2026-03-02.', cites: 'doc_queue' },
      { text: 'The guide says "workers pull their tasks".', cites: 'doc_queue' },
      { text: 'A worker claims it within 30 s.', cites: 'doc_queue' },
      { text: 'The Falcon team keeps 4 queues.', cites: 'doc_queue' },
    ],
  },
  {
    title: 'Risks',
    sources: { note_risk: risk },
    sentences: [{ text: 'The broker may lose its data.', cites: 'note_risk' }],
  },
]
const run = draftRun({ sections })
const document = concludeDraft(run).conclusion.artifact!.markdown

type Setting = Parameters<typeof verificationOfEdited>[3]
const inputOf = (markdown: string, setting: Setting = {}) => verificationOfEdited(run, sections, markdown, setting)
const verify = (markdown: string, setting: Setting = {}) => concludeVerification(inputOf(markdown, setting))
const edited = (from: string, to: string): string => {
  expect(document).toContain(from)
  return document.replace(from, to)
}
const told = ({ code, severity, sentence_index }: Flag) => `${severity} ${code} @${sentence_index}`
const flagsOf = (markdown: string, setting: Setting = {}) => verify(markdown, setting).verification.flags!.map(told)

describe('acceptance 42', () => {
  it('an unedited draft that passed passes again, every sentence supported', () => {
    const { verification, sentences } = verify(document)
    expect(verification).toMatchObject({ status: 'pass', gap_count: 0, flags: [], method: 'lexical' })
    expect(new Set(sentences.map(({ verdict }) => verdict))).toEqual(new Set(['supported']))
  })
})

describe('acceptance 43', () => {
  it.each([
    ['a number', '30 s', '300 s', 'hard number_mismatch @2', '300 s'],
    ['a date', '2026-03-02', '2026-03-03', 'hard date_mismatch @0', '2026-03-03'],
    ['a quoted word', 'workers pull', 'workers push', 'hard quote_mismatch @1', 'workers push their tasks'],
    ['"not" added', 'may lose', 'may not lose', 'hard negation_mismatch @4', 'not'],
    ['a contrary', 'one durable queue since', 'one durable queue until', 'hard negation_mismatch @0', 'until'],
    ['a name', 'Falcon team', 'Eagle team', 'hard name_mismatch @3', 'Eagle'],
  ])('changing %s gives exactly that flag on that sentence', (_, from, to, flag, words) => {
    const { verification, sentences } = verify(edited(from, to))
    expect(verification.flags!.map(told)).toEqual([flag])
    expect(verification.status).toBe('gaps')
    expect(verification.flags![0]!.detail).toBe(words)
    expect(sentences.filter(({ verdict }) => verdict !== 'supported')).toHaveLength(1)
  })

  it('shows the offending words and, beside them, where the evidence stands', () => {
    const [flag] = verify(edited('30 s', '31 s')).verification.flags!
    expect(flag).toMatchObject({ detail: '31 s', excerpt: 'A worker claims it within 31 s.' })
    const [place] = flag!.evidence!
    expect(place!.id).toBe('doc_queue')
    expect(queue.slice(place!.start, place!.end)).toBe('A worker claims it within 30 s.')
  })
})

describe('acceptance 44', () => {
  it.each([
    ['an invented id', 'doc_invented', {}, 'hard unknown_citation @2'],
    ['a real id of another section', 'note_risk', {}, 'hard citation_outside_pack @2'],
  ])('%s', (_, id, known, flag) =>
    expect(flagsOf(edited('30 s. [doc_queue]', `30 s. [${id}]`), { known })[0]).toBe(flag),
  )

  it('a real id that the caller cannot read is the same as an invented one', () => {
    const citing = (id: string) => verify(edited('30 s. [doc_queue]', `30 s. [${id}]`))
    const plain = (id: string) =>
      JSON.stringify(citing(id))
        .replaceAll(id, 'ID')
        .replace(/"text_hash":"[^"]*"/, '')
    expect(plain('doc_hiddenrow1')).toBe(plain('doc_inventedid'))
  })
})

describe('acceptance 45', () => {
  it('a sentence added without a marker is an uncited claim', () =>
    expect(flagsOf(edited('## Risks', 'A worker claims it within 30 s.\n\n## Risks'))).toEqual([
      'hard uncited_claim @4',
    ]))

  it.each([
    ['a heading', '### Details\n\n'],
    ['a code block', '```\nretry(task) // within 99 s\n```\n\n'],
  ])('%s is none', (_, added) => expect(flagsOf(edited('## Risks', `${added}## Risks`))).toEqual([]))

  it('the header of a table is none, its cells are claims', () => {
    const table = (cell: string) => `| Claimed within 99 s | Kept |\n| --- | --- |\n| ${cell} | ${cell} |\n\n## Risks`
    expect(flagsOf(edited('## Risks', table('A worker claims it within 30 s. [doc_queue]')))).toEqual([])
    expect(flagsOf(edited('## Risks', table('A worker claims it within 30 s.')))).toEqual([
      'hard uncited_claim @4',
      'hard uncited_claim @5',
    ])
  })
})

it('acceptance 46: a true sentence that cites the wrong source of the pack is unsupported', () =>
  expect(flagsOf(edited('since 2026-03-02. [doc_queue]', 'since 2026-03-02. [note_store]'))).toContain(
    'hard unsupported_claim @0',
  ))

describe('acceptance 47', () => {
  const secret = 'The Osprey contract ends on the last Friday of June with a penalty of 81,500 euros.'
  const known: Partial<Evidence> = { redacted: [redactedPrint(secret)] }
  const leaking = edited('## Risks', `${secret} [doc_queue]\n\n## Risks`)

  it('text that repeats a redacted sentence is a leak, and nothing of it is shown', () => {
    const conclusion = verify(leaking, { known })
    expect(conclusion.verification.flags!.map(told)).toContain('hard redaction_leak @4')
    expect(conclusion.verification.gaps.map(({ query }) => query)).toEqual(['[redacted]'])
    expect(JSON.stringify(conclusion.verification)).not.toMatch(/Osprey|81,500|penalty/)
  })

  it.each([
    ['six words of it', 'Now the Osprey contract ends on the last day. [doc_queue]'],
    ['its long number', 'It costs 81,500 euros. [doc_queue]'],
  ])('%s are enough', (_, text) =>
    expect(flagsOf(edited('## Risks', `${text}\n\n## Risks`), { known })).toContain('hard redaction_leak @4'),
  )

  it('what a cited source says too is no leak', () =>
    expect(flagsOf(document, { known: { redacted: [redactedPrint(queue)] } })).toEqual([]))

  it('repeating a sentence of a hidden row gives no such hint', () =>
    expect(flagsOf(leaking).filter((flag) => flag.includes('redaction_leak'))).toEqual([]))
})

describe('acceptance 48', () => {
  const about = (state: Partial<EvidenceSource>): Setting => ({ about: { doc_queue: state } })
  it.each<[string, Partial<EvidenceSource>, string[]]>([
    ['superseded', { retired: 'superseded' }, ['hard stale_source @0']],
    ['marked as stale', { retired: 'stale' }, ['hard stale_source @0']],
    ['changed with the cited span intact', { changed: 'intact' }, ['soft source_changed @0']],
    ['changed with the cited span gone', { changed: 'gone' }, ['hard stale_source @0']],
    ['a duplicate of its survivor', { retired: 'duplicate' }, []],
  ])('a cited source later %s', (_, state, flags) => {
    const { verification } = verify(document, about(state))
    expect(verification.flags!.map(told)).toEqual(flags)
    expect(verification.status).toBe(flags.some((flag) => flag.startsWith('hard')) ? 'gaps' : 'pass')
  })

  it('a cited source older than the request allows is stale', () => {
    const setting = { known: { as_of: '2026-04-11T00:00:00Z' }, maxSourceAgeDays: 100 }
    expect(flagsOf(document, setting)).toEqual([])
    expect(flagsOf(document, { ...setting, maxSourceAgeDays: 99 })).toEqual([
      'hard stale_source @0',
      'hard stale_source @4',
    ])
  })
})

it('acceptance 49: an undated source with an open claim has exactly these two reasons', () => {
  const { gaps } = verify(document, {
    about: { note_risk: { freshness: null, unresolved_claims: ['Whether the broker is replaced.'] } },
  }).verification
  expect(gaps.map(({ reason, query }) => [reason, query])).toEqual([
    ['unresolved_claim', 'Whether the broker is replaced.'],
    ['missing_freshness_metadata', 'note_risk'],
  ])
})

it('acceptance 50: pasted text with source ids and no run is checked against them', () => {
  const pasted = 'A worker claims it within 30 s. [doc_queue]\n\nA worker claims it within 3 s. [doc_queue]\n'
  const input = inputOf(pasted)
  const conclusion = concludeVerification({
    ...input,
    plan: null,
    text: { markdown: pasted, sections: [] },
    evidence: { ...input.evidence, packs: [{ section_id: null, source_ids: ['doc_queue'], texts: [queue] }] },
  })
  expect(conclusion.verification.flags!.map(told)).toEqual(['hard number_mismatch @1'])
  expect(conclusion.sentences.map(({ section_id }) => section_id)).toEqual([null, null])
})

describe('acceptance 51', () => {
  it('abbreviations, initials and dates end no sentence', () => {
    const sentence = 'Dr. Lee met v. Jones on Jan. 5.'
    const { sentences } = verify(`## Overview\n\n${sentence} [doc_queue]\n`)
    expect(sentences).toHaveLength(1)
  })

  it('a text of 500,000 characters is checked within 5 s of computing', () => {
    const line = (n: number) =>
      `A worker of harbour ${n} claims task ${n * 7} of the durable queue within 30 s. [doc_queue]`
    const lines = Array.from({ length: 5_700 }, (_, n) => line(n))
    const markdown = `## Overview\n\n${lines.join('\n\n')}`.slice(0, 500_000)
    const before = process.cpuUsage()
    const { verification } = verify(markdown)
    const { user, system } = process.cpuUsage(before)
    expect(verification.checked_sentence_count).toBeGreaterThan(4_000)
    expect((user + system) / 1e6).toBeLessThan(5)
  })
})

it('acceptance 52: three bad numbers in one section are one gap and three flags', () => {
  const wrong = document.replace('30 s', '31 s').replace('4 queues', '5 queues').replace('one durable', 'two durable')
  const { flags, gaps } = verify(wrong).verification
  expect(flags!.map(({ code }) => code)).toEqual(['number_mismatch', 'number_mismatch', 'number_mismatch'])
  expect(gaps).toEqual([expect.objectContaining({ section_id: 'sec_1', reason: 'number_mismatch' })])
  expect(gaps[0]!.detail).toMatch(/^3 sentences: /)
})

describe('acceptance 53', () => {
  const judged = (verdicts: ClaimVerdict[], unavailable: string | null = null): JudgedClaims => ({
    verdicts,
    unavailable,
    prompt_version: 'j1',
    usage: {
      inputTokens: 1,
      outputTokens: 1,
      modelCalls: 1,
      provider: 'openai',
      model: 'm-1',
      costUsd: null,
      latencyMs: 1,
    },
  })
  const paraphrase = 'Workers must take hold of waiting jobs quickly.'
  const text = edited('## Risks', `${paraphrase} [doc_queue]\n\n## Risks`)
  const approving = (input: ReturnType<typeof inputOf>, index: number): ClaimVerdict[] => [
    {
      claimId: String(index),
      verdict: 'supported',
      evidenceIds: input.evidence.evidence[index]!.sentences.map(({ id, start, end }) => `${id}#${start}-${end}`).slice(
        0,
        1,
      ),
    },
  ]

  it('a judge that approves of a wrong number does not clear it', () => {
    const input = inputOf(edited('30 s', '31 s'))
    expect(undecidedClaims(input.check, input.evidence)).toEqual([])
    const { verification } = concludeVerification({ ...input, judged: [judged(approving(input, 2))] })
    expect(verification.flags!.map(told)).toEqual(['hard number_mismatch @2'])
  })

  it('a judge settles what reading left undecided, and the method says so', () => {
    const input = inputOf(text)
    expect(concludeVerification(input).verification.flags!.map(told)).toEqual(['hard unsupported_claim @4'])
    expect(undecidedClaims(input.check, input.evidence).map((claim) => [claim.claimId, claim.text])).toEqual([
      ['4', paraphrase],
    ])
    const { verification, sentences } = concludeVerification({ ...input, judged: [judged(approving(input, 4))] })
    expect(verification).toMatchObject({ status: 'pass', method: 'lexical+judge', flags: [] })
    expect(sentences[4]!.verdict).toBe('supported')
  })

  it('a judge that did not answer leaves the lexical verdict, with a notice', () => {
    const input = inputOf(text)
    const { verification, notices } = concludeVerification({ ...input, judged: [judged([], 'provider_timeout')] })
    expect(verification).toMatchObject({ status: 'gaps', method: 'lexical' })
    expect(notices).toEqual([{ code: 'judge_unavailable', section_id: null, ids: [], detail: 'provider_timeout' }])
  })
})

describe('a text that a person edited', () => {
  it.each([
    ['a marker moved before the stop', edited('30 s. [doc_queue]', '30 s [doc_queue].'), []],
    [
      'a marker moved to the sentence before',
      edited('30 s. [doc_queue]', '30 s.').replace('tasks". [doc', 'tasks". [doc_queue] [doc'),
      ['hard uncited_claim @2'],
    ],
    ['a marker removed', edited('queues. [doc_queue]', 'queues.'), ['hard uncited_claim @3']],
    ['a marker with a range', edited('30 s. [doc_queue]', '30 s. [doc_queue#0-40]'), []],
    ['a section deleted', document.slice(0, document.indexOf('## Risks')), []],
    ['a section renamed', edited('## Risks', '## Dangers'), []],
    [
      'a sentence that its source bears out',
      edited('## Risks', 'Runs survive that. [doc_queue]\n\n## Risks'),
      ['hard unsupported_claim @4'],
    ],
    [
      'a link instead of a marker',
      edited('30 s. [doc_queue]', '30 s ([doc_queue](https://x.org)).'),
      ['hard uncited_claim @2'],
    ],
    [
      'a sentence that goes on',
      edited('within 30 s.', 'within 30 s because the operators of the harbour demanded shorter waiting times.'),
      ['hard unsupported_claim @2'],
    ],
  ])('%s', (_, markdown, flags) => expect(flagsOf(markdown)).toEqual(flags))

  it('keeps to its constraints, or is told which it breaks', () => {
    const constraints = ['at most 120 words', 'do not mention Falcon', 'cite only documents', 'in a friendly tone']
    const { flags, gaps } = verify(document, { constraints }).verification
    expect(flags!.map(({ code, excerpt, detail }) => [code, excerpt, detail])).toEqual([
      ['constraint_violation', 'do not mention Falcon', 'Falcon'],
      ['constraint_unchecked', 'in a friendly tone', 'nothing here can judge it'],
    ])
    expect(gaps.map(({ reason, query, section_id }) => [reason, query, section_id])).toEqual([
      ['constraint_violation', 'do not mention Falcon', null],
    ])
  })

  it('tells both sides of a contradiction, or is told the other', () => {
    const known = { contradictions: [{ ids: ['doc_queue', 'note_risk'] as [string, string], relation: 'CONTRADICTS' }] }
    expect(flagsOf(document, { known })).toEqual(['soft source_contradiction @0'])
    const oneSide = document.slice(0, document.indexOf('## Risks'))
    expect(flagsOf(oneSide, { known })).toEqual(['hard source_contradiction @0'])
  })
})
