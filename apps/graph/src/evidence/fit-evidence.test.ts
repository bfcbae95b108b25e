import type { Evidence, TextClaim } from '@synthwright/contracts'
import { boundedClaims, fitEvidence, mostCitations, mostClaims } from './fit-evidence.ts'

const claim = (index: number, citations: number): TextClaim => ({
  index,
  section_id: null,
  start: 0,
  end: 9,
  text: 'Boats wait.',
  citations: Array.from({ length: citations }, (_, n) => ({ id: `doc_${n}`, start: null, end: null })),
})

const evidenceOf = (claims: TextClaim[], sentences: number, text: string): Evidence => ({
  claims,
  sources: [],
  unresolved: [],
  evidence: claims.map(({ index }) => ({
    claim: index,
    sentences: Array.from({ length: sentences }, (_, n) => ({ id: 'doc_1', start: n, end: n + 1, text })),
  })),
  packs: [{ section_id: null, source_ids: ['doc_1'], texts: [text.repeat(1_000)] }],
})

test('of a text with more sentences than are checked the number of the others is told', () => {
  const all = Array.from({ length: mostClaims + 3 }, (_, index) => claim(index, 1))
  expect(boundedClaims(all)).toMatchObject({ leftOut: 3, claims: { length: mostClaims } })
  expect(boundedClaims([claim(0, 5_000)]).claims[0]!.citations).toHaveLength(mostCitations + 1)
})

test('the evidence of any text fits into a message, every claim with a part of it', () => {
  const claims = Array.from({ length: 5_000 }, (_, index) => claim(index, 1))
  const text = { markdown: '漢'.repeat(500_000), sections: [] }
  const fitted = fitEvidence(text, evidenceOf(claims, 10, '漢字'.repeat(100)))
  expect(Buffer.byteLength(JSON.stringify({ text, evidence: fitted }))).toBeLessThan(7_200_000)
  expect(fitted.evidence.every(({ sentences }) => sentences.length > 0 && sentences.length < 10)).toBe(true)
})

test('what fits stays as it was gathered', () => {
  const evidence = evidenceOf([claim(0, 1)], 10, 'Boats wait.')
  expect(fitEvidence({ markdown: 'Boats wait.', sections: [] }, evidence)).toEqual(evidence)
})
