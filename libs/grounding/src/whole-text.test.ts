import { evidenceFor } from './testing/evidence-for.ts'
import { checkText } from './check-text.ts'
import { goalWords } from './goal.ts'
import { checkWholeText } from './whole-text.ts'

const flagsOf = (text: string, about: object, { goal = null as string | null, constraints = [] as string[] } = {}) => {
  const evidence = evidenceFor(text, [text], { pack: ['The strait is wide.'] })
  Object.assign(evidence.sources[0]!, about)
  return checkWholeText({ goal, constraints, evidence }).map(
    ({ code, severity, detail }) => `${severity} ${code}: ${detail}`,
  )
}

describe('a text as a whole', () => {
  it.each([
    ['Document the Ferry queue design for new engineers', ['Ferry', 'queue', 'design']],
    ['Write about leases', ['leases']],
    ['Release notes for Ferry 2.1', ['Release', 'notes', 'Ferry', '2.1']],
    ['How drafts are verified', ['drafts', 'verified']],
  ])('is to cover the words of its goal: %s', (goal, words) => expect(goalWords(goal)).toEqual(words))

  it('names the words of the goal that it lacks', () => {
    expect(flagsOf('Ferries cross daily.', {}, { goal: 'Describe the ferry, the strait and its tolls' })).toEqual([
      'soft goal_term_uncovered: a source of the run has it',
      'soft goal_term_uncovered: no text at hand has it',
    ])
  })

  it('says of a constraint in other words that it was not checked', () => {
    expect(flagsOf('Ferries cross.', {}, { constraints: ['in a friendly tone'] })).toEqual([
      'soft constraint_unchecked: nothing here can judge it',
    ])
  })

  it('reports an undated source and an open claim, once for each section', () => {
    const about = { freshness: null, unresolved_claims: ['The tolls rise in spring.'] }
    expect(flagsOf('Ferries cross daily.', about)).toEqual([
      'hard unresolved_claim: The tolls rise in spring.',
      'hard missing_freshness_metadata: doc_a',
    ])
    expect(flagsOf('Whether the tolls rise in spring is still open.', about)).toEqual([
      'hard missing_freshness_metadata: doc_a',
    ])
    expect(flagsOf('The tolls rise in spring.', about)).toHaveLength(2)
  })

  it('does not make a sentence unsupported for the state of its source', () => {
    const evidence = evidenceFor('Ferries cross.', ['Ferries cross.'])
    evidence.sources[0]!.freshness = null
    const { sentences, flags } = checkText({ goal: null, constraints: [], evidence })
    expect(sentences[0]!.verdict).toBe('supported')
    expect(flags).toEqual([expect.objectContaining({ section_id: 'sec_1', sentence_index: 0, source_ids: ['doc_a'] })])
  })
})
