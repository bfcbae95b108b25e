import { withoutTail } from '@synthwright/kernel'
import type { Reading } from '../reading/reading.ts'
import { citedIds, type Check, type ClaimContext } from './check.ts'

const quoted = /"([^"]+)"|(?<=^|[\s([])'(?=\S)([^']{1,500}(?:'\p{L}[^']{0,200}){0,8})(?<=\S)'(?=$|[\s.,;:!?)\]-])/gu
const wordsNeeded = 3

/**
 * Text in quotation marks of three words or more must occur in a cited source, white space, dashes and the form of the
 * marks apart. Titles of works are no quotations. An ellipsis or a bracketed insertion divides a quotation into parts that must each occur.
 */
export const checkQuotations: Check = (context) => {
  const { claim, reading } = context
  if (!/["']/.test(reading.plain)) return []
  const quotations = [...reading.plain.matchAll(quoted)]
    .map((match) => match[1] ?? match[2]!)
    .filter((quotation) => quotation.trim().split(' ').length >= wordsNeeded && !isTitle(quotation))
  if (quotations.length === 0) return []
  const haystacks = sourceTexts(context)
  return quotations
    .filter((quotation) => !partsOf(quotation).every((part) => haystacks.some((text) => text.includes(part))))
    .map((quotation) => ({
      code: 'quote_mismatch' as const,
      severity: 'hard' as const,
      source_ids: citedIds(claim),
      detail: quotation,
    }))
}

/** Words that a title may write small. */
const small =
  /^(?:a|an|the|of|in|on|at|by|to|for|and|or|nor|but|vs?|from|with|into|de|la|le|du|des|von|van|der|el)\.?$/u

/** "Through the Looking-Glass" names a work and quotes nobody; what it names is left to the check of names. */
const isTitle = (quotation: string): boolean => {
  const words = quotation.split(/[^\p{L}\p{N}'.&!-]+/u).filter((word) => word !== '')
  return (
    words.every((word) => small.test(word) || !/^\p{Ll}/u.test(word)) &&
    words.some((word) => /^\p{Lu}\p{Ll}/u.test(word))
  )
}

/** A plain text has single blanks. */
const comparable = (plain: string): string => plain.toLowerCase().replace(/ ?- ?/g, '-').replace(/["']/g, '')

const partsOf = (quotation: string): string[] =>
  quotation
    .split(/ ?(?:\.\.\.|…|\[[^\][]*\]) ?/)
    .map((part) => withoutTail(comparable(part), /[\s.,;:!?]/).replace(/^[\s.,;:!?]+/, ''))
    .filter((part) => part !== '')

/** The evidence of each cited source as running text, then the texts of the pack. */
const sourceTexts = ({ claim, evidence, pack }: ClaimContext): string[] => {
  const cited = citedIds(claim)
  const running = cited.map((id) =>
    evidence
      .filter(({ sentence }) => sentence.id === id)
      .sort((a, b) => a.sentence.start - b.sentence.start)
      .map(({ reading }) => reading.plain)
      .join(' '),
  )
  return [...running, ...pack.map(({ plain }: Reading) => plain)].map(comparable)
}
