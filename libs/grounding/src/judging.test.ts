import type { ClaimVerdict, Flag } from '@synthwright/contracts'
import { checkText } from './check-text.ts'
import { applyVerdicts, undecidedClaims } from './judging.ts'
import { evidenceFor } from './testing/evidence-for.ts'

const sources = ['Workers pull tasks from one queue.', 'A lease lasts 30 s.', 'Every lease is renewed.']
const paraphrase = 'Labourers fetch jobs from one queue.'
const ask = (text: string) => {
  const evidence = evidenceFor(text, sources)
  const check = checkText({ goal: null, constraints: [], evidence })
  const ids = evidence.evidence[0]!.sentences.map(({ id, start, end }) => `${id}#${start}-${end}`)
  const told = (verdict: ClaimVerdict['verdict'], evidenceIds = ids.slice(0, 1)) =>
    applyVerdicts(check, [{ claimId: '0', verdict, evidenceIds }], evidence).sentences[0]!
  return { check, evidence, told, ids }
}
const codes = (flags: readonly Flag[]) => flags.map(({ severity, code }) => `${severity} ${code}`)

describe('what is put to a judge', () => {
  it('is the sentence and its best evidence, best first', () => {
    const { check, evidence, ids } = ask(paraphrase)
    expect(codes(check.sentences[0]!.flags)).toEqual(['hard unsupported_claim'])
    const [claim] = undecidedClaims(check, evidence)
    expect(claim).toMatchObject({ claimId: '0', text: paraphrase })
    expect(claim!.evidence[0]).toEqual({ id: ids[0], text: sources[0] })
  })

  it.each([
    ['supported', 'Workers pull tasks from one queue.'],
    ['refused for its number', 'A lease of labourers lasts 31 s.'],
  ])('is no sentence that is %s', (_, text) => {
    const { check, evidence } = ask(text)
    expect(undecidedClaims(check, evidence)).toEqual([])
  })

  it('is at most ten sentences of a source with many', () => {
    const many = Array.from({ length: 40 }, (_, n) => `Queue ${n} of the harbour waits.`)
    const evidence = evidenceFor('Boats of the harbour sleep.', many)
    const [claim] = undecidedClaims(checkText({ goal: null, constraints: [], evidence }), evidence)
    expect(claim!.evidence).toHaveLength(10)
  })
})

describe('what a judge says', () => {
  it.each<[ClaimVerdict['verdict'], string, string[]]>([
    ['supported', 'supported', []],
    ['partial', 'partial', ['soft partially_supported']],
    ['unsupported', 'unsupported', ['hard unsupported_claim']],
    ['contradicted', 'unsupported', ['hard unsupported_claim']],
  ])('%s', (verdict, becomes, flags) => {
    const sentence = ask(paraphrase).told(verdict)
    expect([sentence.verdict, codes(sentence.flags)]).toEqual([becomes, flags])
  })

  it('turns a partly supported sentence into a refused one, with its reason', () => {
    const { check, told } = ask('Workers pull heavy tasks from one slow queue today.')
    expect(codes(check.sentences[0]!.flags)).toEqual(['soft partially_supported'])
    expect(told('contradicted').flags).toMatchObject([{ code: 'unsupported_claim', severity: 'hard' }])
  })

  it('counts for nothing without evidence of that sentence', () => {
    const { check, told } = ask(paraphrase)
    expect(told('supported', [])).toEqual(check.sentences[0])
    expect(told('supported', ['doc_b#0-9'])).toEqual(check.sentences[0])
  })

  it('never changes a number, a date, a quotation or a citation', () => {
    const { check, told } = ask('A lease of labourers lasts 31 s.')
    expect(told('supported')).toEqual(check.sentences[0])
  })
})

describe('a constraint in other words than those understood', () => {
  const evidence = evidenceFor(sources[0]!, sources)
  const check = checkText({ goal: null, constraints: ['in a friendly tone', 'at most 3 words'], evidence })
  const told = (verdict: ClaimVerdict['verdict'] | null) =>
    applyVerdicts(check, verdict ? [{ claimId: 'constraint_0', verdict, evidenceIds: [] }] : [], evidence)

  it('is judged by the sentences of the text, and one that was counted is not', () => {
    expect(codes(check.flags)).toEqual(['soft constraint_unchecked', 'hard constraint_violation'])
    expect(undecidedClaims(check, evidence)).toMatchObject([
      {
        claimId: 'constraint_0',
        text: expect.stringContaining('in a friendly tone'),
        evidence: [{ text: sources[0] }],
      },
    ])
  })

  it.each<[ClaimVerdict['verdict'] | null, string[]]>([
    ['supported', []],
    ['contradicted', ['hard constraint_violation']],
    ['unsupported', ['soft constraint_unchecked']],
    [null, ['soft constraint_unchecked']],
  ])('is settled by a judge that says %s', (verdict, flags) => {
    expect(codes(told(verdict).flags)).toEqual([...flags, 'hard constraint_violation'])
  })
})
