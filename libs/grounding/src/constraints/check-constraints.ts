import type { Evidence, EvidenceSource, Flag, TextClaim } from '@synthwright/contracts'
import { excerptOf } from '../excerpt.ts'
import { readMarkdown } from '../markdown.ts'
import type { Reading } from '../reading/reading.ts'
import type { Constraint, Counted } from './constraint.ts'
import { readingMentions } from './mentions.ts'
import { sourceBreach } from './source-constraint.ts'
import { readConstraint } from './read-constraint.ts'

interface Checked {
  evidence: Evidence
  /** The text itself; null where only its claims are at hand, and then lists and headings are not looked at. */
  markdown: string | null
  readingOf: (text: string) => Reading
}

/**
 * A hard flag for every constraint that the text breaks, with what breaks it, and a soft one for every constraint that
 * is in other words than those understood, or that what is at hand does not decide.
 */
export const checkConstraints = (constraints: readonly string[], checked: Checked): Flag[] =>
  constraints.flatMap((written) => {
    const constraint = readConstraint(written)
    const broken = constraint === null ? undefined : breach(constraint, checked)
    if (broken === undefined) return [flag('constraint_unchecked', written, 'nothing here can judge it')]
    return broken === null ? [] : [flag('constraint_violation', written, broken.detail, broken.claim)]
  })

interface Breach {
  detail: string
  claim?: TextClaim | undefined
}

/** What breaks a constraint; null when nothing does, undefined when nothing at hand decides it. */
const breach = (constraint: Constraint, checked: Checked): Breach | null | undefined => {
  switch (constraint.kind) {
    case 'limit':
      return overLimit(constraint, checked)
    case 'mention':
      return mentioned(constraint, checked)
    case 'form':
      return inForm(constraint.form, checked)
    default: {
      const { as_of } = checked.evidence
      if (constraint.kind === 'age' && as_of === undefined) return undefined
      return ofSources(checked, (source) => sourceBreach(constraint, source, as_of ?? ''))
    }
  }
}

/** The first cited source that something is wrong with. */
const ofSources = (
  { evidence: { claims, sources } }: Checked,
  wrongWith: (source: EvidenceSource) => string | null,
): Breach | null => {
  const byId = new Map(sources.map((source) => [source.id, source]))
  for (const claim of claims)
    for (const { id } of claim.citations) {
      const source = byId.get(id)
      const wrong = source ? wrongWith(source) : null
      if (wrong !== null) return { detail: `${id}: ${wrong}`, claim }
    }
  return null
}

const mentioned = (
  { wanted, phrases }: Extract<Constraint, { kind: 'mention' }>,
  { evidence: { claims }, readingOf }: Checked,
): Breach | null => {
  for (const phrase of phrases) {
    const claim = claims.find(({ text }) => readingMentions(readingOf(text), phrase))
    if ((claim !== undefined) !== wanted) return { detail: wanted ? `no mention of ${phrase}` : phrase, claim }
  }
  return null
}

const bulletsIn = (markdown: string): number => readMarkdown(markdown).filter(({ kind }) => kind === 'list_item').length

const inForm = (form: 'prose' | 'list', { markdown }: Checked): Breach | null | undefined => {
  if (markdown === null) return undefined
  const blocks = readMarkdown(markdown)
  const wrong = blocks.find(({ kind }) => kind === (form === 'list' ? 'paragraph' : 'list_item'))
  return wrong ? { detail: excerptOf(wrong.text) } : null
}

interface Part {
  count: number
  of: string
  claim?: TextClaim | undefined
}

const overLimit = (
  { unit, per, bound, count }: Extract<Constraint, { kind: 'limit' }>,
  checked: Checked,
): Breach | null | undefined => {
  const parts = partsOf(unit, per, checked)
  const broken = parts?.find((part) => (bound === 'most' ? part.count > count : part.count < count))
  if (!parts) return undefined
  return broken ? { detail: `${broken.count} ${unit}${broken.of}`, claim: broken.claim } : null
}

const partsOf = (unit: Counted, per: 'document' | 'section' | 'sentence', checked: Checked): Part[] | undefined => {
  const { claims } = checked.evidence
  if (unit === 'sections') return [{ count: sectionsIn(checked).length, of: '' }]
  if (unit === 'bullets') {
    if (checked.markdown === null || per !== 'document') return undefined
    return [{ count: bulletsIn(checked.markdown), of: '' }]
  }
  if (per === 'sentence') return claims.map((claim) => ({ count: countIn(unit, [claim]), of: '', claim }))
  if (per === 'document') return [{ count: countIn(unit, claims), of: '' }]
  return [...Map.groupBy(claims, ({ section_id }) => section_id)].map(([section, own]) => ({
    count: countIn(unit, own),
    of: ` in ${section ?? 'a section of no plan'}`,
    claim: own[0],
  }))
}

const sectionsIn = ({ markdown, evidence: { claims } }: Checked): unknown[] =>
  markdown === null
    ? [...new Set(claims.map(({ section_id }) => section_id))]
    : readMarkdown(markdown).filter(({ kind, level }) => kind === 'heading' && level === 2)

const countIn = (unit: Counted, claims: readonly TextClaim[]): number => {
  if (unit === 'sentences') return claims.length
  if (unit === 'sources') return new Set(claims.flatMap(({ citations }) => citations.map(({ id }) => id))).size
  return claims.reduce(
    (sum, { text }) => sum + text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
    0,
  )
}

const flag = (
  code: 'constraint_violation' | 'constraint_unchecked',
  constraint: string,
  detail: string,
  claim?: TextClaim,
): Flag => ({
  code,
  severity: code === 'constraint_violation' ? 'hard' : 'soft',
  section_id: null,
  sentence_index: claim?.index ?? null,
  start: claim?.start ?? null,
  end: claim?.end ?? null,
  excerpt: excerptOf(constraint),
  source_ids: [],
  detail,
})
