import type { Evidence } from '@synthwright/contracts'
import { checkText } from './check-text.ts'
import { evidenceFor, findingsOf } from './testing/evidence-for.ts'

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

it('refuses a sentence that is too long or cites too much, unread', () => {
  expect(findingsOf(`${'The lease holds and '.repeat(150)}ends.`, ['The lease holds.'])).toEqual(['unsupported_claim'])
  const ids = Array.from({ length: 101 }, (_, n) => `doc_${n}`)
  expect(findingsOf('The lease holds.', ['The lease holds.'], { ids })).toEqual(['unsupported_claim'])
})

it('tells three findings of a kind in one sentence, and how many more there are', () => {
  const found = findingsOf('Piers 11, 12, 13, 14 and 15 are open to ferries.', ['Piers 21 and 22 are open to ferries.'])
  expect(found.filter((finding) => finding.startsWith('number_mismatch'))).toEqual([
    'number_mismatch: 11',
    'number_mismatch: 12',
    'number_mismatch: 13, and 2 more',
  ])
})

/** A text of many sentences that cite nothing, each of its own words. */
const uncited = (count: number): Evidence => {
  const one = evidenceFor('A claim.', [])
  const claims = Array.from({ length: count }, (_, index) => ({
    index,
    section_id: null,
    start: index * 10,
    end: index * 10 + 9,
    text: `${'Boats wait at the pier number '.repeat(6)}${index}.`,
    citations: [],
  }))
  return { ...one, claims, evidence: claims.map(({ index }) => ({ claim: index, sentences: [] })) }
}

it('fits the check of any text into a message, and leaves the verdict as it is', () => {
  const { sentences } = checkText({ goal: null, constraints: [], evidence: uncited(10_000) })
  expect(bytesOf(sentences)).toBeLessThan(5_000_000)
  expect(sentences.every(({ verdict, flags }) => verdict === 'unsupported' && flags[0]!.code === 'uncited_claim')).toBe(
    true,
  )
  expect(sentences.at(-1)!.flags[0]!.excerpt).toBe('')
})

it('keeps a text from passing of which sentences were not checked', () => {
  const evidence = { ...evidenceFor('The lease holds.', ['The lease holds.']), left_out: 7 }
  expect(checkText({ goal: null, constraints: [], evidence }).flags).toMatchObject([
    { code: 'unsupported_claim', severity: 'hard', detail: 'not checked: 7 sentences after the first 1' },
  ])
})

// Compared one by one, these numbers would take hours.
it('compares so many numbers and no more', () => {
  const dense = Array.from({ length: 300 }, (_, n) => `and ${n}`).join(' ')
  const evidence = evidenceFor('A claim.', [])
  const claims = Array.from({ length: 200 }, (_, index) => ({
    ...evidence.claims[0]!,
    index,
    text: `Piers ${dense} ${index}.`,
  }))
  const sentences = Array.from({ length: 20 }, (_, n) => ({
    id: 'doc_a',
    start: n,
    end: n + 1,
    text: `Boats ${dense} ${n}`,
  }))
  const found = checkText({
    goal: null,
    constraints: [],
    evidence: { ...evidence, claims, evidence: claims.map(({ index }) => ({ claim: index, sentences })) },
  }).sentences
  expect(found.at(-1)!.flags).toMatchObject([{ detail: expect.stringContaining('not checked') }])
}, 60_000)
