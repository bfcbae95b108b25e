import { textReader, type Reading } from './reading/reading.ts'
import type { TextSpan } from './span.ts'

/** Sentences that are looked at closely for one claim: those that say most of it. */
const candidatesPerClaim = 60

/**
 * Places that are looked up for one claim. The words that few sentences have are looked up first; of a word that too
 * many have it is only told which of the sentences found so far have it too.
 */
const placesPerClaim = 1_000

/**
 * Reads the sentences of one source for the claims that cite it.
 *
 * @param sentences all sentences of the source, in order
 * @returns a function that gives, for the text of a claim, the sentences to check it against, at most `most`, in the
 *          order of the source. They are chosen one after another: each is the one that adds most of what the claim
 *          says and none of the others has, rare words counting more; when nothing is left to add, those that say most
 *          of it follow. So a number that only one sentence has is found wherever it stands.
 * @see  Nemhauser, Wolsey and Fisher, "An analysis of approximations for maximizing submodular set functions",
 *       Mathematical Programming 14, 1978, for what choosing greedily is worth
 */
export const sourceReader = <S extends Pick<TextSpan, 'text'>>(sentences: readonly S[]) => {
  const readingOf = textReader()
  const places = new Map<string, number[]>()
  const keys = sentences.map(({ text }) => keysOf(readingOf(text)))
  keys.forEach((terms, at) => {
    for (const term of terms) {
      const known = places.get(term)
      if (known) known.push(at)
      else places.set(term, [at])
    }
  })
  const worthOf = (term: string): number => {
    const holding = places.get(term)?.length ?? 0
    return Math.log(1 + (sentences.length - holding + 0.5) / (holding + 0.5))
  }
  const answers = new Map<string, S[]>()
  const read = (claim: string, most: number): S[] => {
    const wanted = new Map([...keysOf(readingOf(claim))].filter((term) => places.has(term)).map((t) => [t, worthOf(t)]))
    const candidates = ranked(wanted, places, keys).slice(0, candidatesPerClaim)
    const chosen = [...choose(candidates, wanted, most)]
    return chosen.sort((a, b) => a - b).map((at) => sentences[at]!)
  }
  return (claim: string, most: number): S[] => {
    const key = `${most} ${claim}`
    const answer = answers.get(key) ?? read(claim, most)
    answers.set(key, answer)
    return answer
  }
}

/** What a sentence is found by: its terms, and its numbers also where they are written in words. */
const keysOf = ({ terms, numbers }: Reading): ReadonlySet<string> =>
  new Set([...terms, ...numbers.filter(({ form }) => form !== 'digits').flatMap(({ values }) => `#${values[0]}`)])

interface Candidate {
  at: number
  terms: string[]
  worth: number
}

/** Sentences with a term of the claim, those that say most of it first. */
const ranked = (
  wanted: ReadonlyMap<string, number>,
  places: ReadonlyMap<string, readonly number[]>,
  keys: readonly ReadonlySet<string>[],
): Candidate[] => {
  const found = new Map<number, Candidate>()
  const note = (at: number, term: string, worth: number) => {
    const candidate = found.get(at) ?? { at, terms: [], worth: 0 }
    candidate.terms.push(term)
    candidate.worth += worth
    found.set(at, candidate)
  }
  let room = placesPerClaim
  for (const [term, worth] of [...wanted].sort(([a], [b]) => places.get(a)!.length - places.get(b)!.length)) {
    const held = places.get(term)!
    if (held.length > room) for (const at of found.keys()) if (keys[at]!.has(term)) note(at, term, worth)
    for (const at of held.length > room ? held.slice(0, room).filter((at) => !found.has(at)) : held)
      note(at, term, worth)
    room = Math.max(0, room - held.length)
  }
  return [...found.values()].sort((a, b) => b.worth - a.worth || a.at - b.at)
}

function* choose(candidates: readonly Candidate[], wanted: ReadonlyMap<string, number>, most: number) {
  const open = new Set(wanted.keys())
  const left = new Set(candidates)
  for (let count = 0; count < most && left.size > 0; count += 1) {
    let best: Candidate | undefined
    let mostAdded = 0
    for (const candidate of left) {
      const added = candidate.terms.reduce((sum, term) => sum + (open.has(term) ? wanted.get(term)! : 0), 0)
      if (added > mostAdded + 1e-9) [best, mostAdded] = [candidate, added]
    }
    const [first] = left
    const chosen = best ?? first!
    left.delete(chosen)
    for (const term of chosen.terms) open.delete(term)
    yield chosen.at
  }
}
