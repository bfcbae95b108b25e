import { entityTypes } from '@synthwright/contracts'
import { withoutTail } from '@synthwright/kernel'
import type { Constraint, Counted } from './constraint.ts'

const numbers = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const count = String.raw`(\d[\d,]*|${numbers.join('|')})`
const numberOf = (written: string): number =>
  numbers.includes(written.toLowerCase())
    ? numbers.indexOf(written.toLowerCase()) + 1
    : Number(written.replaceAll(',', ''))

const most = 'at most|no more than|not more than|no longer than|not longer than|up to|max(?:imum)?(?: of)?'
const least = 'at least|no fewer than|no less than|not less than|min(?:imum)?(?: of)?'
const bounds = String.raw`(${most}|${least}|under|below|fewer than|less than|over|more than)`
const things = String.raw`(words?|sentences?|sections?|sources?|bullets?|bullet points?)`
const per = String.raw`(?:\s+(?:per|in each|for each|each|in every|in a|a)\s+(section|sentence))?(?:\s+(?:in total|long|overall))?`
const limit = new RegExp(
  String.raw`^(?:(?:keep|write|use|limit|stay|be|make|cite)\b[\w\s]*?\s)?${bounds}\s+${count}\s+${things}${per}$`,
  'i',
)
const limitAfter = new RegExp(String.raw`^${count}\s+${things}${per}\s+(at most|or (?:less|fewer)|max(?:imum)?)$`, 'i')
const sentenceLength = new RegExp(String.raw`^sentences?\s+(?:of\s+)?${bounds}\s+${count}\s+words$`, 'i')

const units: readonly (readonly [string, Counted])[] = [
  ['word', 'words'],
  ['sentence', 'sentences'],
  ['bullet', 'bullets'],
  ['section', 'sections'],
  ['source', 'sources'],
]

const limitOf = (bound: string, written: string, thing: string, of: string | undefined): Constraint => {
  const isStrict = /^(?:under|below|fewer|less|over|more)/i.test(bound)
  const isLeast = new RegExp(`^(?:${least}|over|more than)$`, 'i').test(bound)
  const unit = units.find(([name]) => thing.toLowerCase().startsWith(name))![1]
  return {
    kind: 'limit',
    unit,
    per: (of?.toLowerCase() as 'section' | 'sentence' | undefined) ?? 'document',
    bound: isLeast ? 'least' : 'most',
    count: numberOf(written) + (isStrict ? (isLeast ? 1 : -1) : 0),
  }
}

const banned =
  /^(?:do not|don['’]t|never|must not|should not)\s+(?:mention|name|say|include|refer to|use the (?:words?|terms?|names?)) (.+)$|^(?:no mention of|avoid (?:mentioning|the (?:words?|terms?|names?))|without mentioning) (.+)$/i
const wanted = /^(?:(?:must|should|always)\s+)?(?:mention|name) (.+)$|^must include (.+)$/i

/** What stands in quotation marks is one phrase, otherwise commas and "or" part them. */
const phrasesOf = (text: string): string[] => {
  const quoted = [...text.matchAll(/["“'‘]([^"“”'‘’]+)["”'’]/g)].map(([, inner]) => inner!.trim())
  const phrases = quoted.length > 0 ? quoted : text.split(/ ?, ?(?:(?:or|nor|and) )?| (?:or|nor) /)
  return phrases.map((phrase) => phrase.replace(/^the\s+/i, '').trim()).filter((phrase) => /[\p{L}\p{N}]/u.test(phrase))
}

const list = /^(?:use |write |only |as |in )*bullet(?:s|ed lists?| points?| lists?)(?: only)?$/i
const prose =
  /^(?:(?:no|avoid|without|do not use|don['’]t use)\s+(?:bullets?|bullet points?|bullet lists?|lists)|prose only)$/i

const date = String.raw`(\d{4}(?:-\d{2}(?:-\d{2})?)?)`
const onlySince = new RegExp(
  String.raw`^(?:(?:cite|use|include)\s+)?(?:only\s+)?sources?\s+(?:only\s+)?(?:dated\s+)?(since|from|after|before|until)\s+${date}(?:\s+only)?$`,
  'i',
)
const noOlder = new RegExp(String.raw`^no\s+sources?\s+(?:(?:from\s+)?before|older than)\s+${date}$`, 'i')
const age = /\b(?:not|no|never)\b.*\bolder than (\d[\d,]*) (day|week|month|year)s?$/i
const daysIn: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, year: 365 }

const typeNames = new Map(
  [...entityTypes, 'raw_memory'].flatMap((type) => {
    const words = type.replaceAll('_', ' ')
    return [type, words, `${words}s`, words.replace(/y$/, 'ies')].map((name): [string, string] => [name, type])
  }),
).set('memories', 'raw_memory')

const typesOf = (text: string): string[] | null => {
  const named = /^(?:cite|use) only (.+?)(?: sources?)?$/i.exec(text)?.[1]
  const types = named?.split(/ ?, ?| (?:and|or) /).map((name) => typeNames.get(name.toLowerCase()))
  return types && types.every((type) => type !== undefined) ? types : null
}

/** The constraint that a sentence states, or null when it is in other words than those understood here. */
export const readConstraint = (written: string): Constraint | null => {
  const asked = written.replace(/\s+/g, ' ').trim()
  const text = withoutTail(asked.replace(/^please /i, ''), /[.!]/)
  const length = sentenceLength.exec(text)
  if (length) return limitOf(length[1]!, length[2]!, 'words', 'sentence')
  const before = limit.exec(text)
  if (before) return limitOf(before[1]!, before[2]!, before[3]!, before[4])
  const after = limitAfter.exec(text)
  if (after) return limitOf('at most', after[1]!, after[2]!, after[3])
  if (list.test(text)) return { kind: 'form', form: 'list' }
  if (prose.test(text)) return { kind: 'form', form: 'prose' }
  const dated = onlySince.exec(text)
  if (dated)
    return { kind: 'dated', bound: /^(?:before|until)$/i.test(dated[1]!) ? 'before' : 'since', date: dated[2]! }
  const older = noOlder.exec(text)
  if (older) return { kind: 'dated', bound: 'since', date: older[1]! }
  const old = age.exec(text)
  if (old) return { kind: 'age', days: numberOf(old[1]!) * daysIn[old[2]!.toLowerCase()]! }
  const types = typesOf(text)
  if (types) return { kind: 'types', types }
  for (const [pattern, isWanted] of [
    [banned, false],
    [wanted, true],
  ] as const) {
    const found = pattern.exec(text)
    const phrases = found ? phrasesOf(found[1] ?? found[2]!) : []
    if (phrases.length > 0) return { kind: 'mention', wanted: isWanted, phrases }
  }
  return null
}
