import { stem, stopWords } from '@synthwright/retrieval'
import { align, type Alignment, type Departure } from '../reading/alignment.ts'
import { areOpposites } from '../reading/opposites.ts'
import type { Reading } from '../reading/reading.ts'
import type { Word } from '../reading/words.ts'
import { citedIds, type Check, type ClaimContext, type Finding } from './check.ts'
import { otherNames } from './name-slots.ts'

/** A sentence that says less than this of a claim is not laid beside it. */
const comparable = 0.3

/**
 * How much of a claim must meet a sentence, word by word, before the rest is read as a change of that sentence; beside a
 * long run of words in common less will do.
 */
const followed = { whole: 0.7, besideRun: 0.5, closely: 0.8 }
const longRun = 5

const longestChange = 6
const leastAround = 2

/**
 * Where a claim follows a sentence of its evidence word by word, what stands in the place of something else is a change
 * of it: another name, the contrary of a word, a denial on one side only, or two names in each other's place.
 */
export const checkWording: Check = (context) => {
  const { claim, reading, evidence, pack } = context
  const found = (code: Finding['code'], detail: string): Finding[] => [
    { code, severity: 'hard', source_ids: citedIds(claim), detail },
  ]
  const source = closest(context)
  if (!source) return []
  for (const change of changesIn(source)) {
    const contrary = contraryIn(change, context)
    if (contrary !== null) return found('negation_mismatch', contrary)
  }
  const texts = [...evidence.map((one) => one.reading), ...pack]
  const names = otherNames(reading, source.reading, texts)
  if (names.length > 0) return found('name_mismatch', names.map(({ text }) => text).join(' '))
  return replacedWords(source, context)
}

/** A content word that no evidence has, in the place of another: a synonym, or not; that is left to the reader. */
const replacedWords = (source: Followed, { claim, evidence }: ClaimContext): Finding[] => {
  const known = ({ forms }: Word) => evidence.some(({ reading }) => forms.some((form) => reading.terms.has(stem(form))))
  const change = changesIn(source).find(
    (one) =>
      source.share >= followed.closely &&
      one.claim.some((word) => isContent(word) && !known(word)) &&
      one.source.some(isContent),
  )
  if (!change) return []
  const [said, has] = [change.claim, change.source].map((words) => words.map(({ text }) => text).join(' '))
  const detail = `${said}, where the evidence has "${has}"`
  return [{ code: 'partially_supported', severity: 'soft', source_ids: citedIds(claim), detail }]
}

const isContent = ({ forms: [form], text }: Word): boolean => !stopWords.has(form!) && /^\p{Ll}{3,}$/u.test(text)

interface Followed extends Alignment {
  reading: Reading
}

/** How a claim is laid beside the sentence that it follows best. */
export const closest = ({ reading, evidence }: ClaimContext): Followed | undefined =>
  evidence
    .filter(({ coverage }) => coverage >= comparable)
    .map((source) => ({ ...align(reading, source.reading), reading: source.reading }))
    .sort((a, b) => b.share - a.share)[0]

const changesIn = ({ departures, share }: Followed): Departure[] =>
  departures.filter(
    ({ claim, source, before, after }) =>
      claim.length > 0 &&
      source.length > 0 &&
      share >= (before + after >= longRun ? followed.besideRun : followed.whole) &&
      Math.max(claim.length, source.length) <= longestChange &&
      before + after >= leastAround &&
      isBracketed(claim) === isBracketed(source),
  )

/** What a sentence adds in brackets stands in the place of nothing. */
const isBracketed = ([first]: readonly Word[]): boolean => first?.gap.includes('(') ?? false

/** Whether some evidence has the words of a change between the same words as the claim. */
const isSaid = ({ at, claim }: Departure, { reading, evidence }: ClaimContext): boolean => {
  const { words } = reading
  const end = at + claim.length
  const from = Math.max(0, at - (end === words.length ? 3 : 1))
  const said = words.slice(from, end + (at === 0 ? 3 : 1)).map(({ forms }) => forms[0])
  return said.length > claim.length && evidence.some((one) => one.reading.wording.includes(` ${said.join(' ')} `))
}

const has = (words: readonly Word[], { forms }: Word): boolean => words.some((other) => other.forms[0] === forms[0])

/** The word that says the contrary of what the sentence has there, or that denies or undenies it. */
const contraryIn = (change: Departure, context: ClaimContext): string | null => {
  const { claim, source } = change
  if (isSaid(change, context)) return null
  const opposed = claim.find(
    (word) => !has(source, word) && source.some((other) => !has(claim, other) && areContrary(word, other)),
  )
  return opposed?.text ?? deniedIn(change)
}

/** Words are contrary, or parts of compounds of which all others are the same: "east-central" and "west-central". */
const areContrary = ({ forms: [word] }: Word, { forms: [other] }: Word): boolean => {
  const [ours, theirs] = [word!.split('-'), other!.split('-')]
  const different = ours.map((_, index) => index).filter((index) => ours[index] !== theirs[index])
  if (ours.length !== theirs.length || different.length !== 1) return areOpposites(word!, other!)
  return areOpposites(ours[different[0]!]!, theirs[different[0]!]!)
}

const denying = new Set(['no', 'not', 'never', 'none', 'nobody', 'nothing', 'neither', 'nor', 'without', 'cannot'])
const affirming = new Set([
  'a',
  'an',
  'the',
  'some',
  'any',
  'every',
  'each',
  'all',
  'always',
  'with',
  'can',
  'somebody',
  'both',
  'or',
])

/** A word that denies on one side where the other has one that affirms. */
const deniedIn = ({ claim, source }: Departure): string | null => {
  if (claim.length > 2 || source.length > 2) return null
  const sides = [
    [claim, source],
    [source, claim],
  ] as const
  for (const [one, other] of sides) {
    const cue = one.find(({ forms }) => denying.has(forms[0]!))
    if (
      cue &&
      other.some(({ forms }) => affirming.has(forms[0]!)) &&
      !other.some(({ forms }) => denying.has(forms[0]!))
    )
      return cue.text
  }
  return null
}
