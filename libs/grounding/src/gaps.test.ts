import type { Flag } from '@synthwright/contracts'
import { firstHardFlag, gapsOf } from './gaps.ts'

const sections = [
  { section_id: 'sec_1', title: 'Overview' },
  { section_id: 'sec_2', title: 'Risks' },
]
const flag = (code: Flag['code'], section_id: string | null, rest: Partial<Flag> = {}): Flag => ({
  code,
  severity: 'hard',
  section_id,
  sentence_index: 0,
  start: 0,
  end: 4,
  excerpt: 'Text.',
  source_ids: ['doc_a'],
  detail: null,
  ...rest,
})

describe('gaps', () => {
  it('count a sentence once, under its first hard flag in the order of the contract', () => {
    const flags = [
      flag('date_mismatch', 'sec_1'),
      flag('number_mismatch', 'sec_1'),
      flag('uncited_claim', 'sec_1', { severity: 'soft' }),
    ]
    expect(firstHardFlag(flags)?.code).toBe('number_mismatch')
    expect(gapsOf([{ flags }], [], sections)).toEqual([
      {
        section_id: 'sec_1',
        title: 'Overview',
        reason: 'number_mismatch',
        query: 'Text.',
        missing_source_ids: ['doc_a'],
        detail: '1 sentence: Text.',
      },
    ])
  })

  it('are one per section and reason, sections in their order and run-level last', () => {
    const one = (code: Flag['code'], section: string | null, excerpt: string) => ({
      flags: [flag(code, section, { excerpt })],
    })
    const gaps = gapsOf(
      [
        one('number_mismatch', null, 'a'),
        one('unsupported_claim', 'sec_2', 'b'),
        one('number_mismatch', 'sec_1', 'c'),
        one('number_mismatch', 'sec_1', 'd'),
        one('uncited_claim', 'sec_2', 'e'),
      ],
      [],
      sections,
    )
    expect(gaps.map(({ section_id, reason, detail }) => [section_id, reason, detail])).toEqual([
      ['sec_1', 'number_mismatch', '2 sentences: c'],
      ['sec_2', 'uncited_claim', '1 sentence: e'],
      ['sec_2', 'unsupported_claim', '1 sentence: b'],
      [null, 'number_mismatch', '1 sentence: a'],
    ])
  })

  it('of sources name the claim or the ids', () => {
    const gaps = gapsOf(
      [],
      [
        flag('unresolved_claim', 'sec_1', { detail: 'Tolls rise.' }),
        flag('missing_freshness_metadata', 'sec_1', { source_ids: ['doc_b'] }),
        flag('missing_freshness_metadata', 'sec_1', { source_ids: ['doc_a'] }),
      ],
      sections,
    )
    expect(gaps.map(({ reason, query, missing_source_ids }) => [reason, query, missing_source_ids])).toEqual([
      ['unresolved_claim', 'Tolls rise.', []],
      ['missing_freshness_metadata', 'doc_b,doc_a', []],
    ])
  })

  it('come of hard flags only', () => {
    expect(gapsOf([{ flags: [flag('partially_supported', 'sec_1', { severity: 'soft' })] }], [], sections)).toEqual([])
  })
})
