import type { Source } from './corpus.ts'
import { sentencesOf, type Draft, type DraftSentence, type Written } from './draft.ts'
import { opposites } from './opposites.ts'
import type { Random } from './random.ts'

export interface Breaking {
  draft: Draft
  sentence: DraftSentence
  /** The sentence as the draft has it. */
  text: string
  corpus: readonly Source[]
  random: Random
}

/** What is written instead of a sentence; null where the fault finds nothing to break in it. */
export interface Broken {
  /** What must be written, still without a fault, before it is broken; the sentence itself where it is left out. */
  before?: readonly Written[]
  after: readonly Written[]
}

export interface Fault {
  name: string
  severity: 'hard' | 'other'
  break: (breaking: Breaking) => Broken | null
}

/** Replaces one match of a pattern, drawn at random, by something else. */
const replaceOne = (
  text: string,
  pattern: RegExp,
  random: Random,
  by: (match: RegExpMatchArray) => string | null,
): string | null => {
  const [match] = random.shuffled([...text.matchAll(pattern)])
  if (!match) return null
  const other = by(match)
  return other === null || other === match[0]
    ? null
    : text.slice(0, match.index) + other + text.slice(match.index + match[0].length)
}

const altering =
  (alter: (breaking: Breaking) => string | null) =>
  (breaking: Breaking): Broken | null => {
    const text = alter(breaking)
    return text === null ? null : { after: [{ text, cites: breaking.sentence.source.id }] }
  }

const months = 'January|February|March|April|May|June|July|August|September|October|November|December'
const number = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,:/#$-]|\d |(?:${months}) )\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\p{L}\p{N}_:/]|[.,-]\d| \d|(?:st|nd|rd|th)\b| (?:${months}))`,
  'gu',
)
const numberWords = 'two three four five six seven eight nine ten eleven twelve'.split(' ')

const otherNumber = (digits: string, random: Random): string => {
  const value = Number(digits.replaceAll(',', ''))
  return random.pick(
    [value + 1 + random.below(8), value * 10, value + 100].map((n) =>
      n.toLocaleString('en-US', { maximumFractionDigits: 3 }),
    ),
  )
}

const alteredNumber = ({ text, random }: Breaking): string | null =>
  replaceOne(text, number, random, ([digits]) => otherNumber(digits, random)) ??
  replaceOne(text, new RegExp(String.raw`\b(?:${numberWords.join('|')})\b`, 'g'), random, ([word]) =>
    random.pick(numberWords.filter((other) => other !== word)),
  )

const alteredDate = ({ text, random }: Breaking): string | null =>
  replaceOne(text, /\b(?:1[5-9]|20)\d\d\b(?=[ ,.;)-])|\b\d{4}-\d\d-\d\d\b/g, random, ([date]) =>
    date.length === 4
      ? String(Number(date) + random.pick([-12, -3, -1, 1, 2, 7]))
      : date.replace(/\d\d$/, (day) => String((Number(day) % 28) + 1).padStart(2, '0')),
  ) ??
  replaceOne(text, new RegExp(String.raw`\b(?:${months})\b(?= \d)`, 'g'), random, ([month]) =>
    random.pick(months.split('|').filter((other) => other !== month)),
  )

/** Draws a run of words that the sentence then has in quotation marks, and alters one of them. */
const alteredQuotation = ({ text, sentence, corpus, random }: Breaking): Broken | null => {
  const words = text.split(' ')
  const length = 4 + random.below(4)
  if (words.length < length + 3 || /["“”']/.test(text)) return null
  const start = 1 + random.below(words.length - length - 1)
  const quoted = (run: readonly string[]) =>
    [...words.slice(0, start), `"${run.join(' ')}"`, ...words.slice(start + length)].join(' ')
  const run = words.slice(start, start + length)
  const places = run.flatMap((word, index) => (/^\p{Ll}{3,}$/u.test(word) ? [index] : []))
  const other = wordsOf(random.pick(corpus)).filter((word) => !text.includes(word))
  if (places.length === 0 || other.length === 0 || /[.,;:()\d]/.test(run.join(''))) return null
  const altered = run.with(random.pick(places), random.pick(other))
  const cites = sentence.source.id
  return { before: [{ text: quoted(run), cites }], after: [{ text: quoted(altered), cites }] }
}

const wordsOf = ({ text }: Source): string[] => [...text.matchAll(/(?<=\s)\p{Ll}{4,}(?=\s)/gu)].map(([word]) => word)

const citing =
  (choose: (breaking: Breaking) => string | null | undefined) =>
  (breaking: Breaking): Broken | null => {
    const cites = choose(breaking)
    return cites === undefined ? null : { after: [{ text: breaking.text, cites }] }
  }

const telling = (source: Source) =>
  sentencesOf(source).filter(
    ({ text }) =>
      /^[\p{Lu}]/u.test(text) && /\.$/.test(text) && text.split(' ').length >= 7 && !/[[\]|<>*`]/.test(text),
  )

/** A sentence of a text that the draft's packs do not have. */
const foreignSentence = ({ draft, corpus, random }: Breaking): string | null => {
  const own = new Set([...draft.packs.flat(), draft.redacted].map(({ id }) => id))
  const [foreign] = random.shuffled(corpus.filter(({ id }) => !own.has(id)).slice(0)).slice(0, 1)
  const sentences = foreign ? telling(foreign) : []
  return sentences.length > 0 ? random.pick(sentences).text : null
}

const leak = ({ draft, text, sentence, random }: Breaking): Broken | null => {
  const sentences = telling(draft.redacted).filter(({ text: leaked }) => leaked.split(' ').length >= 9)
  if (sentences.length === 0) return null
  const cites = sentence.source.id
  return {
    after: [
      { text, cites },
      { text: random.pick(sentences).text, cites },
    ],
  }
}

const auxiliary =
  /\b(?:is|are|was|were|has|have|had|can|could|will|would|should|must|may|might|does|do|did)\b(?! (?:not|never|no|only|also)\b)/g
const denial = /\b(?:not|never) |\bcannot\b|\bno (?=\p{Ll})|\bwithout\b/gu

const negation = ({ text, random }: Breaking): string | null =>
  (random.below(2) === 0 ? undenied(text, random) : null) ??
  replaceOne(text, auxiliary, random, ([word]) =>
    word === 'can' ? 'cannot' : `${word} ${random.pick(['not', 'not', 'never'])}`,
  ) ??
  undenied(text, random)

const undenied = (text: string, random: Random): string | null =>
  replaceOne(text, denial, random, ([word]) =>
    word === 'cannot' ? 'can' : word === 'without' ? 'with' : word === 'no ' ? 'a ' : '',
  )

const name = /(?<=[\p{Ll}\p{N},;)] )\p{Lu}[\p{L}\p{N}]+(?: \p{Lu}[\p{Ll}\p{N}]+)*(?=[ ,.;)])/gu
const notNames = new RegExp(
  `^(?:${months}|The|A|An|In|It|If|When|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$`,
)
const namesIn = (text: string): string[] =>
  [...text.matchAll(name)].map(([found]) => found).filter((found) => !notNames.test(found))

/** Whether two names stand in a list, whose order says nothing. */
const isListed = (text: string, one: string, other: string): boolean => {
  const [from, to] = [one, other].map((found) => text.indexOf(found)).sort((a, b) => a - b) as [number, number]
  const between = text.slice(from, to).replace(name, '')
  return !/\p{Ll}/u.test(
    between
      .replace(/\b(?:and|or|the|as well as)\b/g, '')
      .replace(one, '')
      .replace(other, ''),
  )
}

/** Another name of the pack or of any text in the place of one, or two names of the sentence in each other's place. */
const swappedName = ({ text, draft, sentence, corpus, random }: Breaking): string | null => {
  const own = [...new Set(namesIn(text))]
  if (own.length === 0) return null
  const replaced = random.pick(own)
  const fits = (other: string) => !replaced.includes(other) && !other.includes(replaced) && !text.includes(other)
  const way = random.below(3)
  const others = own.filter((other) => !replaced.includes(other) && !other.includes(replaced))
  const other = others.length > 0 ? random.pick(others) : null
  if (way === 0 && other !== null && !isListed(text, replaced, other)) {
    return text.replaceAll(replaced, '\u0000').replaceAll(other, replaced).replaceAll('\u0000', other)
  }
  const from = way === 1 ? draft.packs[sentence.section]! : random.shuffled(corpus).slice(0, 5)
  const names = from.flatMap((source) => namesIn(source.text)).filter(fits)
  return names.length === 0 ? null : text.replaceAll(replaced, random.pick(names))
}

const contraries = new Map(
  opposites.flatMap(
    ([a, b]) =>
      [
        [a, b],
        [b, a],
      ] as const,
  ),
)
const contrary = new RegExp(
  String.raw`\b(?:${[...contraries.keys()].sort((a, b) => b.length - a.length).join('|')})\b`,
  'g',
)

const contradiction = ({ text, random }: Breaking): string | null =>
  replaceOne(text, contrary, random, ([word]) => contraries.get(word)!)

const unsupportedSentence = (breaking: Breaking): Broken | null => {
  const foreign = foreignSentence(breaking)
  const cites = breaking.sentence.source.id
  return foreign === null
    ? null
    : {
        after: [
          { text: breaking.text, cites },
          { text: foreign, cites },
        ],
      }
}

/** A sentence that goes on with something of which its source says nothing. */
const unsupportedAddition = (breaking: Breaking): string | null => {
  const foreign = foreignSentence(breaking)
  if (foreign === null) return null
  const said = foreign.replace(/\.$/, '')
  const clause = /^(?:The|A|An|It|They|He|She|This|These|Its|His|Her|In|On|Each|Every)\b/.test(said)
    ? said[0]!.toLowerCase() + said.slice(1)
    : said
  return breaking.text.replace(/\.$/, `${breaking.random.pick([', and ', ', while ', '; ', ', because '])}${clause}.`)
}

const invented = ({ random }: Breaking): string => `doc_${random.below(2 ** 31).toString(36)}`

/** Faults that the checks must not let pass, one in a draft at a time. */
export const faults: readonly Fault[] = [
  { name: 'altered number', severity: 'hard', break: altering(alteredNumber) },
  { name: 'altered date', severity: 'hard', break: altering(alteredDate) },
  { name: 'altered quotation', severity: 'hard', break: alteredQuotation },
  { name: 'citation removed', severity: 'hard', break: citing(() => null) },
  {
    name: 'citation of another section',
    severity: 'hard',
    break: citing(({ draft, sentence, random }) => random.pick(draft.packs[1 - sentence.section]!).id),
  },
  {
    name: 'citation of another source of the pack',
    severity: 'hard',
    break: citing(
      ({ draft, sentence, random }) =>
        random.pick(draft.packs[sentence.section]!.filter((source) => source !== sentence.source)).id,
    ),
  },
  { name: 'forged id', severity: 'hard', break: citing(invented) },
  { name: 'leak of a redacted source', severity: 'hard', break: leak },
  { name: 'negation', severity: 'other', break: altering(negation) },
  { name: 'swapped name', severity: 'other', break: altering(swappedName) },
  { name: 'contradiction', severity: 'other', break: altering(contradiction) },
  { name: 'unsupported sentence', severity: 'other', break: unsupportedSentence },
  { name: 'unsupported addition', severity: 'other', break: altering(unsupportedAddition) },
]
