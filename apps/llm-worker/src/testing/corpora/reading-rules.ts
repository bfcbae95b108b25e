import type { DraftedSentence, DraftSource } from '@synthwright/contracts'
import { sentenceKey } from '../../drafting/sentence-key.ts'

/** A written section with what it was written from. */
export interface WrittenSection {
  title: string
  sources: readonly DraftSource[]
  sentences: readonly DraftedSentence[]
}

const verb =
  /\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|could|may|might|must|will|would|shall|should|\p{Ll}{2,}(?:s|ed)|became|began|came|cost|fell|found|gave|got|held|kept|knew|left|let|made|met|paid|put|ran|read|saw|set|sent|stood|took|went|won|wrote|need|thinks?)\b/u
const pronoun =
  /^[“"]?(?:this|that|these|those|it|its|they|their|them|he|she|his|her|such|however|therefore|thus|hence|also|then|moreover|instead|but|and|or|nor|yet)\b(?! (?:which|who)\b)/i
const debris = /\*\*|\]\(|<\/?[a-z]|^\s*(?:[-*+>#|]|\d+[.)])\s|\||```|\{\{|https?:\/\/\S+\)/

const textAt = ({ sources }: WrittenSection, { id, start, end }: DraftedSentence['citations'][number]): string => {
  const passage = sources
    .find((source) => source.id === id)
    ?.passages.find((each) => each.start <= start && end <= each.end)
  return passage ? passage.text.slice(start - passage.start, end - passage.start) : ''
}

const pairs = (text: string): boolean => {
  const bare = text.replace(/`[^`]*`/g, '').replace(/\\./g, '')
  const count = (mark: string) => bare.split(mark).length - 1
  return count('(') === count(')') && count('“') === count('”') && count('"') % 2 === 0 && count('`') % 2 === 0
}

const follows = (section: WrittenSection, at: number): boolean => {
  const [before, own] = [section.sentences[at - 1], section.sentences[at]!]
  const [last, first] = [before?.citations.at(-1), own.citations[0]!]
  if (!before || !last || before.paragraph !== own.paragraph || last.id !== first.id) return false
  return first.start >= last.end && textAt(section, { ...first, start: last.end, end: first.start }).trim() === ''
}

const complaintsAbout = (section: WrittenSection, at: number): string[] => {
  const { text, citations } = section.sentences[at]!
  const found: string[] = []
  if (citations.length === 0 || citations.some((citation) => textAt(section, citation).trim() === ''))
    found.push('cites nothing')
  if (!verb.test(text)) found.push('has no verb')
  if (!/[.!?…]["'”’)\]]*$/.test(text)) found.push('does not end')
  if (!/^(?:["“‘'(]*(?:[\p{Lu}\p{N}]|`)|“)/u.test(text)) found.push('does not begin')
  if (debris.test(text)) found.push('shows markup')
  if (!pairs(text)) found.push('leaves a bracket or a quotation open')
  if (/\s{2,}| [.,;:!?](?:\s|$)|([,;:])\1|\.\.$/.test(text)) found.push('is badly spaced')
  if (pronoun.test(text) && !follows(section, at)) found.push('opens with something that points nowhere')
  const stored = sentenceKey(citations.map((citation) => textAt(section, citation)).join(' '))
  const extra = sentenceKey(text)
    .split(' ')
    .filter((word) => !stored.split(' ').includes(word) && !['and', 'or'].includes(word))
  if (extra.length > 0) found.push(`says what is not at its citation: ${extra.join(' ')}`)
  return found.map((complaint) => `${section.title}: "${text}" ${complaint}`)
}

/** What a careful reader would object to in a document, sentence by sentence; nothing when it reads well. */
export const complaints = (sections: readonly WrittenSection[]): string[] => {
  const seen = new Map<string, string>()
  const repeated = sections.flatMap(({ title, sentences }) =>
    sentences.flatMap(({ text }) => {
      const key = sentenceKey(text)
      const first = seen.get(key)
      seen.set(key, title)
      return first === undefined ? [] : [`${title}: "${text}" stands in ${first} too`]
    }),
  )
  const paragraphs = sections.flatMap(({ title, sentences }) =>
    [...Map.groupBy(sentences, ({ paragraph }) => paragraph).entries()].flatMap(([number, own]) =>
      own.length > 6 ? [`${title}: paragraph ${number} has ${own.length} sentences`] : [],
    ),
  )
  return [
    ...repeated,
    ...paragraphs,
    ...sections.flatMap((section) => section.sentences.flatMap((_, at) => complaintsAbout(section, at))),
  ]
}
