import { stopWords } from '@synthwright/retrieval'
import { openers } from '../abbreviations.ts'
import type { Reading } from '../reading/reading.ts'
import type { Word } from '../reading/words.ts'
import { abbreviates, hasName, isName } from './names.ts'

/** A word of a sentence, or a name of one or more words, whose place counts and not its letters. */
interface Token {
  words: Word[]
  isSlot: boolean
}

const weights = { stopWord: 1, word: 4, sameName: 4, otherName: 2 }
/** Share of a claim that must stand in the order of the sentence, whatever the names in it. */
const sameFrame = 0.75
const longest = 100

/**
 * Names that a claim has where the sentence that it otherwise repeats has other names: in the place of "Grace reports to
 * Ada", "Grace reports to Eve" has Eve, and "Ada reports to Grace" has both. A place counts when the words on either
 * side are the same. Names of a list may change places among themselves.
 * @param texts where to look up whether the first word of a sentence is a name
 */
export const otherNames = (claim: Reading, source: Reading, texts: readonly Reading[]): Word[] => {
  const ours = tokensOf(claim, texts)
  if (!ours.some(({ isSlot }) => isSlot)) return []
  const theirs = tokensOf(source, texts)
  const pairs = pairUp(ours, theirs)
  if (frameShare(ours, pairs) < sameFrame) return []
  return pairs
    .filter(([i, j], k) => isOther(ours[i]!, theirs[j]!) && isAnchored(ours, theirs, pairs, k))
    .filter(([i, j]) => !isListed(ours, i, theirs[j]!))
    .flatMap(([i, j]) => ours[i]!.words.filter((word) => !hasName(namesIn(theirs[j]!), word)))
}

const tokensOf = ({ words }: Reading, texts: readonly Reading[]): Token[] => {
  const tokens: Token[] = []
  for (const [index, word] of words.slice(0, longest).entries()) {
    const isSlot = isName(words, index) || (word.opens && isCapitalised(word) && isKnownName(word, texts))
    const last = tokens.at(-1)
    if (isSlot && last?.isSlot && word.gap === ' ') last.words.push(word)
    else tokens.push({ words: [word], isSlot })
  }
  return tokens
}

const isCapitalised = ({ text, forms: [form] }: Word): boolean =>
  /^\p{Lu}/u.test(text) && !openers.has(form!) && !stopWords.has(form!)

/** Whether a word is capitalised elsewhere inside a sentence, and nowhere written small. */
const isKnownName = ({ forms: [form] }: Word, texts: readonly Reading[]): boolean => {
  const others = texts.flatMap(({ words }) => words.filter((other) => other.forms[0] === form))
  return others.some((other) => !other.opens) && others.every((other) => /^\p{Lu}/u.test(other.text))
}

const namesIn = ({ words }: Token): Pick<Reading, 'vocabulary' | 'initials'> => ({
  vocabulary: new Set(words.flatMap(({ forms }) => forms)),
  initials: words.map(({ text }) => text[0]!).join(''),
})

/** Names are others when each has a word that the other lacks; "Lovelace" is no other than "Ada Lovelace". */
const isOther = (ours: Token, theirs: Token): boolean => {
  if (!ours.isSlot || !theirs.isSlot) return false
  const lacks = (one: Token, other: Token) => one.words.some((word) => !hasName(namesIn(other), word))
  return (
    lacks(theirs, ours) &&
    lacks(ours, theirs) &&
    !abbreviates(namesIn(theirs), ours.words) &&
    !abbreviates(namesIn(ours), theirs.words)
  )
}

type Pair = readonly [number, number]

const pairUp = (ours: readonly Token[], theirs: readonly Token[]): Pair[] => {
  const width = theirs.length + 1
  const best = new Float64Array((ours.length + 1) * width)
  for (let i = ours.length - 1; i >= 0; i -= 1)
    for (let j = theirs.length - 1; j >= 0; j -= 1) {
      const weight = meeting(ours[i]!, theirs[j]!)
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j]!,
        best[i * width + j + 1]!,
        weight === 0 ? -1 : best[(i + 1) * width + j + 1]! + weight,
      )
    }
  const pairs: Pair[] = []
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    const here = best[i * width + j]!
    if (here === best[(i + 1) * width + j]) i += 1
    else if (here === best[i * width + j + 1]) j += 1
    else pairs.push([i++, j++])
  }
  return pairs
}

const formOf = ({ words }: Token): string => words[0]!.forms[0]!

/** What it is worth that two tokens stand beside each other; 0 when they do not meet. */
const meeting = (ours: Token, theirs: Token): number => {
  if (ours.isSlot !== theirs.isSlot) return 0
  if (!ours.isSlot) return formOf(ours) === formOf(theirs) ? weightOf(ours) : 0
  return ours.words.some(({ forms }) => theirs.words.some((other) => other.forms[0] === forms[0]))
    ? weights.sameName
    : weights.otherName
}

const weightOf = (token: Token): number =>
  token.isSlot ? weights.sameName : stopWords.has(formOf(token)) ? weights.stopWord : weights.word

const frameShare = (ours: readonly Token[], pairs: readonly Pair[]): number =>
  pairs.reduce((sum, [i]) => sum + weightOf(ours[i]!), 0) / ours.reduce((sum, token) => sum + weightOf(token), 0)

/** Whether the tokens on either side meet too, or both texts begin or end there. */
const isAnchored = (ours: readonly Token[], theirs: readonly Token[], pairs: readonly Pair[], k: number): boolean => {
  const [i, j] = pairs[k]!
  const meets = (step: 1 | -1): boolean => {
    const next = pairs[k + step]
    if (next?.[0] === i + step && next[1] === j + step) return true
    return ours[i + step] === undefined && (theirs[j + step] === undefined || step === 1)
  }
  return meets(-1) && meets(1)
}

const joining = new Set(['and', 'or', 'nor'])

/** Whether a name stands in a list that has the other name as well, only elsewhere. */
const isListed = (ours: readonly Token[], at: number, other: Token): boolean => {
  const next = (from: number, step: 1 | -1): number | null => {
    const beside = ours[from + step]
    if (!beside) return null
    const gap = (step === 1 ? beside : ours[from]!).words[0]!.gap
    if (beside.isSlot) return gap.trim() === ',' ? from + step : null
    return joining.has(formOf(beside)) && ours[from + 2 * step]?.isSlot ? from + 2 * step : null
  }
  for (const step of [1, -1] as const)
    for (let place = next(at, step); place !== null; place = next(place, step))
      if (other.words.every((word) => hasName(namesIn(ours[place!]!), word))) return true
  return false
}
