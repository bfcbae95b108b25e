import type { DraftSource } from '@synthwright/contracts'
import { mentions, readConstraint, type Constraint } from '@synthwright/grounding'

/** What the constraints of a document ask of one of its sections. */
export interface WritingRules {
  /** Words of the section, counted so that no way of counting finds more; and those of one sentence. */
  words: { least: number; most: number }
  /** Null where the constraints say nothing. */
  sentences: { least: number | null; most: number | null }
  sentenceWords: { most: number }
  form: 'prose' | 'list'
  /** Phrases that the document should have. */
  wanted: readonly string[]
  isBanned: (text: string) => boolean
  admits: (source: Pick<DraftSource, 'type' | 'freshness'>) => boolean
  /** Constraints that a writer without a model cannot follow, mostly because they are in other words than those understood. */
  unread: string[]
}

interface SectionPlace {
  place: { index: number; count: number }
  title: string
  audience: string | null
  section: { title: string }
}

type Limit = Extract<Constraint, { kind: 'limit' }>

const wordsIn = (text: string | null): number => (text?.match(/\S+/g) ?? []).length

/** A section's share of a limit on the whole document: what does not divide goes to the first ones, none gets nothing. */
const share = (count: number, { index, count: sections }: SectionPlace['place']): number =>
  Math.max(1, Math.floor(count / sections) + (index < count % sections ? 1 : 0))

/** Words of the document that are not sentences; the marks of headings are counted as words, as careless counting does. */
const furniture = ({ title, audience }: SectionPlace): number =>
  1 + wordsIn(title) + (audience ? 2 + wordsIn(audience) : 0)

const limitOn = (limits: readonly Limit[], unit: Limit['unit'], bound: Limit['bound'], at: SectionPlace) => {
  const counts = limits
    .filter((limit) => limit.unit === unit && limit.bound === bound && limit.per !== 'sentence')
    .map(({ per, count }) => {
      if (per === 'section') return count
      const own = unit === 'words' && bound === 'most' ? count - furniture(at) : count
      return share(Math.max(1, own), at.place)
    })
  if (counts.length === 0) return null
  return bound === 'most' ? Math.min(...counts) : Math.max(...counts)
}

/** A sentence taken from a source rests on that source alone. */
const isBeyondCitations = (constraint: Constraint): boolean =>
  constraint.kind === 'limit' && constraint.unit === 'sources' && constraint.per === 'sentence' && constraint.count > 1

/** Reads the constraints as they bear on one section. */
export const writingRules = (constraints: readonly string[], at: SectionPlace): WritingRules => {
  const read = constraints.map((text) => ({ text, constraint: readConstraint(text) }))
  const of = <K extends Constraint['kind']>(kind: K) =>
    read.flatMap(({ constraint }) =>
      constraint?.kind === kind ? [constraint as Extract<Constraint, { kind: K }>] : [],
    )
  const limits = of('limit')
  const most = limitOn(limits, 'words', 'most', at)
  const types = of('types')
  const dates = of('dated')
  const banned = of('mention').filter(({ wanted }) => !wanted)
  const form = of('form').at(-1)?.form ?? 'prose'
  return {
    words: {
      least: limitOn(limits, 'words', 'least', at) ?? 0,
      most: most === null ? Infinity : Math.max(1, most - 1 - wordsIn(at.section.title)),
    },
    sentences: { least: limitOn(limits, 'sentences', 'least', at), most: limitOn(limits, 'sentences', 'most', at) },
    sentenceWords: {
      most: Math.min(
        Infinity,
        ...limits.filter(({ per, bound }) => per === 'sentence' && bound === 'most').map(({ count }) => count),
      ),
    },
    form,
    wanted: of('mention').flatMap(({ wanted, phrases }) => (wanted ? phrases : [])),
    isBanned: (text) => banned.some(({ phrases }) => phrases.some((phrase) => mentions(text, phrase))),
    admits: ({ type, freshness }) =>
      types.every((each) => each.types.includes(type)) &&
      dates.every(({ bound, date }) =>
        freshness === null ? false : bound === 'since' ? freshness >= date : freshness < date,
      ),
    unread: read
      .filter(({ constraint }) => constraint === null || isBeyondCitations(constraint))
      .map(({ text }) => text),
  }
}

/** Words that a sentence takes up, its marker included. */
export const wordsTaken = (text: string): number => wordsIn(text) + 1
