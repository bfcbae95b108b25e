import type { Polarity } from '../reading/polarity.ts'
import type { Reading } from '../reading/reading.ts'
import { citedIds, sameStatements, type Check } from './check.ts'

/**
 * A claim must not deny what the sentence it was matched with affirms, nor affirm what that sentence denies. Only
 * sentences that say most of the claim are compared. A denying word put into or taken out of their wording is found by
 * the words around it, other denials by the content words that they reach.
 */
export const checkNegation: Check = (context) => {
  const { claim, reading, evidence } = context
  const matched = sameStatements(context)
  if (matched.length === 0) return []
  const all = evidence.map((one) => one.reading)
  const cue =
    cueAddedTo(reading, matched, all) ??
    cueTakenFrom(reading, matched, all) ??
    deniedOnlyByClaim(reading, matched) ??
    deniedOnlyBySource(reading, matched)
  return cue === null ? [] : [{ code: 'negation_mismatch', severity: 'hard', source_ids: citedIds(claim), detail: cue }]
}

const leastAround = 3

/** For every denying word: the two words on either side, with it and without it. */
const cueWindows = ({ words, polarity }: Reading) =>
  polarity.cueAt
    .map((at) => {
      const around = (from: number, to: number) => words.slice(Math.max(0, from), to).map(({ forms }) => forms[0]!)
      const [before, after] = [around(at - 2, at), around(at + 1, at + 3)]
      const cue = words[at]!.forms[0]!
      return {
        cue,
        size: before.length + after.length,
        kept: [...before, cue, ...after],
        dropped: [...before, ...after],
      }
    })
    .filter(({ size }) => size >= leastAround)

const says = ({ wording }: Reading, words: readonly string[]): boolean => wording.includes(` ${words.join(' ')} `)

const cueAddedTo = (claim: Reading, matched: readonly Reading[], all: readonly Reading[]): string | null =>
  cueWindows(claim).find(
    ({ kept, dropped }) => matched.some((source) => says(source, dropped)) && !all.some((source) => says(source, kept)),
  )?.cue ?? null

const cueTakenFrom = (claim: Reading, matched: readonly Reading[], all: readonly Reading[]): string | null =>
  matched
    .flatMap(cueWindows)
    .find(({ dropped }) => says(claim, dropped) && !all.some((source) => says(source, dropped)))?.cue ?? null

/** Words that deny without being negations, and words built by a denying prefix or suffix. */
const weakDenial =
  /\b(?:lack|fail|refus|reject|den(?:y|ied|ies)|unable|impossible|prevent|avoid|forbid|forbad|exclud|ban|stop|instead|rather than|hardly|rarely|seldom|barely|un\p{L}+|non-?\p{L}+|\p{L}{1,40}less)\p{L}*/giu

const deniesWeakly = (source: Reading, claim: Reading): boolean =>
  [...source.plain.matchAll(weakDenial)].some(([word]) => !claim.lower.includes(word.toLowerCase()))

const deniedOnlyByClaim = (claim: Reading, matched: readonly Reading[]): string | null => {
  if (claim.polarity.negations.length === 0) return null
  if (matched.some((source) => deniesWeakly(source, claim))) return null
  const affirms = (scope: readonly string[], source: Reading): boolean =>
    scope.some((term) => source.polarity.affirmed.has(term)) && !deniesAny(source.polarity, scope)
  const found = claim.polarity.negations.find(
    ({ scope }) => scope.length > 0 && matched.every((source) => affirms(scope, source)),
  )
  return found?.cue ?? null
}

/** "no", "without" and their kin deny a thing: what is said of it must be in the claim too. */
const denyThings = new Set(['no', 'none', 'neither', 'without', 'nobody', 'nothing'])

const deniedOnlyBySource = ({ polarity }: Reading, matched: readonly Reading[]): string | null => {
  const deniedBy = ({ polarity: other }: Reading): string | null =>
    other.negations.find(({ cue, scope }) => {
      const denied = scope.filter((term) => polarity.affirmed.has(term) && !other.affirmed.has(term))
      const needed = denyThings.has(cue) ? Math.min(2, scope.length) : 1
      return denied.length >= needed && denied.includes(scope[0]!) && !deniesAny(polarity, scope)
    })?.cue ?? null
  const cues = matched.map(deniedBy)
  return cues.every((cue) => cue !== null) ? cues[0]! : null
}

const deniesAny = ({ denied }: Polarity, terms: readonly string[]): boolean => terms.some((term) => denied.has(term))
