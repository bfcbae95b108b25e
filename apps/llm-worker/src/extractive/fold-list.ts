import { checkText, readClaims, type Claim, type MarkdownBlock, type Span } from '@synthwright/grounding'
import { withoutTail } from '@synthwright/kernel'
import { leansBack } from './openers.ts'
import { proseForm } from './prose-form.ts'
import { isStatement, wordCount } from './sentence-quality.ts'
import { hasVerb, isVerb } from './verbs.ts'

/** A list and the sentence that leads to it, as one sentence, with the range that both stand in. */
export interface FoldedList {
  start: number
  end: number
  text: string
}

const items = { fewest: 2, most: 6, longestWords: 14 }

/** Characters of a lead or an item; what is longer is no part of a sentence that anybody reads. */
const longestPiece = 1_000

/** Words that are no names, so that a capital at the beginning of an item means nothing. */
const common = /^(?:A|An|The|Its|Their|His|Her|All|Each|Every|One|Two|Three|Some|Any|No|At|By|For|From|In|On|To|With)\b/

const asPart = (item: string): string => {
  const bare = withoutTail(item, /[.;,\s]/)
    .replace(/[,;]? (?:and|or)$/u, '')
    .trim()
  return common.test(bare) ? bare.charAt(0).toLowerCase() + bare.slice(1) : bare
}

const listed = (parts: readonly string[], link: 'and' | 'or'): string => {
  const mark = parts.some((part) => part.includes(',')) ? ';' : ','
  const last = parts.length > 2 || mark === ';' ? `${mark} ${link} ` : ` ${link} `
  return `${parts.slice(0, -1).join(`${mark} `)}${last}${parts.at(-1)}`
}

const opensClause = /^(?:when|while|if|because|since|once|unless|until|although|where|as|before|after)\b.*, /i

const firstWord = (text: string): string => /^[\p{L}-]+/u.exec(text)?.[0] ?? ''

/**
 * "A draft has: two parts" joins to a sentence as it stands, "A worker must:" goes on with its items. Null when the
 * pieces do not make one.
 */
const joined = (lead: string, parts: readonly string[], link: 'and' | 'or'): string | null => {
  // "Before the ship leaves, the master" has its verb in the clause that comes first, which is not the statement.
  const clause = opensClause.test(lead) ? lead.slice(lead.indexOf(', ') + 1) : lead
  const isWhole = hasVerb(clause) && !/\b(?:to|must|may|can|will|should|shall|is|are|not|and|or|that)$/i.test(lead)
  if (isWhole) return `${lead}: ${listed(parts, link)}.`
  const goOn = parts.every((part) => /^\p{Ll}/u.test(part) && isVerb(firstWord(part)))
  return goOn ? `${lead} ${listed(parts, link)}.` : null
}

const asSource = {
  id: 'src_x',
  type: 'document',
  name: '',
  revision: 1,
  content_hash: '',
  freshness: '',
  freshness_basis: null,
  unresolved_claims: [],
}

/** Composed of several places as it is, the sentence must pass the check that its document is put to. */
const isBorneOut = (text: string, source: string, claims: readonly Claim[], { start, end }: Span): boolean => {
  const evidence = claims
    .filter((claim) => claim.end > start && claim.start < end)
    .map((claim) => ({ id: asSource.id, start: claim.start, end: claim.end, text: claim.text }))
  const claim = { index: 0, section_id: 'sec_1', start: 0, end: text.length, text }
  const { sentences } = checkText({
    goal: null,
    constraints: [],
    evidence: {
      claims: [{ ...claim, citations: [{ id: asSource.id, start, end }] }],
      sources: [asSource],
      unresolved: [],
      evidence: [{ claim: 0, sentences: evidence }],
      packs: [{ section_id: 'sec_1', source_ids: [asSource.id], texts: [source] }],
    },
  })
  return sentences.every(({ verdict, flags }) => verdict === 'supported' && flags.length === 0)
}

/** Whether an item is a part of a sentence, and short enough to be told with the others. */
const isPart = (text: string): boolean =>
  text.length <= longestPiece &&
  !/[:?!]|[.…](?=\s)/.test(text) &&
  !isStatement(proseForm(text)) &&
  wordCount(text) <= items.longestWords

/**
 * Lists whose items are parts of a sentence, told with the sentence that leads to them: items by themselves state
 * nothing, and the lead without them breaks off.
 * @param source  the text that `blocks` were read from
 * @param claims  those of the same text
 * @param longest words that a sentence should have at most
 */
export const foldLists = (
  source: string,
  blocks: readonly MarkdownBlock[],
  claims: readonly Claim[],
  longest: number,
): FoldedList[] =>
  blocks.flatMap((block, at) => {
    if (block.kind !== 'paragraph' || !block.text.trimEnd().endsWith(':')) return []
    let next = at + 1
    while (blocks[next]?.kind === 'list_item' && blocks[next]!.quoted === block.quoted) next += 1
    const list = blocks.slice(at + 1, next)
    if (list.length < items.fewest || list.length > items.most || list.some(({ depth }) => depth)) return []
    if (!list.every(({ text }) => isPart(withoutTail(text, /[.;,\s]/)))) return []
    const lead = readClaims(block.text).at(-1)
    if (!lead || lead.markers.length > 0 || lead.text.length > longestPiece) return []
    const opening = proseForm(withoutTail(lead.text, /[:\s]/)).replace(/\.$/, '')
    const parts = list.map(({ text }) => asPart(proseForm(text)))
    const link = list.some(({ text }) => /\bor[\s,;]*$/.test(text)) ? 'or' : 'and'
    const text = joined(opening, parts, link)
    if (text === null || wordCount(text) > longest || !isStatement(text) || leansBack(text)) return []
    const range = { start: block.start + lead.start, end: list.at(-1)!.end }
    return isBorneOut(text, source, claims, range) ? [{ ...range, text }] : []
  })
