import type { VerifyResponse } from '@synthwright/contracts'
import { withheldVerification } from './withheld-verification.ts'

const own = '# Heron\n\n## Watch\n\nThe heron guards the gate. [note_1]\n'

const flag = { code: 'unknown_citation', excerpt: 'The heron\nguards the gate.', detail: 'note_1' }

const answer = {
  sentences: [{ index: 0, section_id: 'sec_1', start: 1, end: 9, citation_ids: ['note_1'], flags: [flag] }],
  verification: {
    status: 'gaps',
    flags: [
      flag,
      { code: 'number_mismatch', excerpt: `${'The heron guards'}…`, detail: 'the source has 41', source_ids: [] },
    ],
    gaps: [
      { title: 'Watch', query: 'The heron guards the gate.', reason: 'unknown_citation', detail: 'a word' },
      { title: 'Secret topic', query: 'secret words', reason: 'no_citable_sources', detail: null },
    ],
  },
  notices: [{ code: 'judge_unavailable', section_id: null, ids: [], detail: 'a word' }],
} as unknown as VerifyResponse

it('of a text that its reader sent, no word is shown that is not in it', () => {
  const { verification, notices, sentences } = withheldVerification(answer, own)
  expect(verification.flags!.map(({ excerpt, detail }) => [excerpt, detail])).toEqual([
    ['The heron\nguards the gate.', 'note_1'],
    ['The heron guards…', null],
  ])
  expect(verification.gaps.map(({ title, query, detail }) => [title, query, detail])).toEqual([
    ['Watch', 'The heron guards the gate.', null],
    ['', '', null],
  ])
  expect(notices.map(({ code, detail }) => [code, detail])).toEqual([['judge_unavailable', null]])
  expect(sentences).toEqual(answer.sentences)
})

it('of the text of a run, none is shown, and the answer says so', () => {
  const { verification, notices, sentences } = withheldVerification(answer, null)
  expect(JSON.stringify([verification, sentences, notices])).not.toMatch(/heron|watch|secret|41|a word/i)
  expect(verification.flags!.map(({ code, excerpt }) => [code, excerpt])).toEqual([
    ['unknown_citation', '[withheld]'],
    ['number_mismatch', '[withheld]'],
  ])
  expect(notices.map(({ code }) => code)).toEqual(['judge_unavailable', 'text_withheld'])
  const masked = { ...flag, excerpt: '[withheld]', detail: null }
  expect(sentences).toEqual([{ ...answer.sentences[0], flags: [masked] }])
})
