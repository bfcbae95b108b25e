import type { PlanRequest, RequiredSection } from '@synthwright/contracts'
import { contentWords } from '@synthwright/retrieval'
import { depthLimits } from './depth-limits.ts'
import type { FamilyMember } from './row-family.ts'
import { sectionQuery, type BaseQuery, type SectionQuery } from './section-query.ts'
import { sectionRoles, type RoleTitle, type SectionRole } from './section-roles.ts'
import { templates } from './templates.ts'
import type { Topic } from './topics.ts'

/** A section on its way to the outline; it gets its id once it is known which sections stay. */
export interface PlannedSection {
  readonly title: string
  readonly prompt: string
  readonly query: SectionQuery
  /** Kept even without a source, as a gap. */
  readonly core: boolean
  /** Types it prefers; undefined where every type is as good. */
  readonly family: readonly FamilyMember[] | undefined
  /** Those of them that come before all others; undefined where none do. */
  readonly lead?: readonly FamilyMember[] | undefined
  /** Rows that never come in by their words. */
  readonly bars?: readonly FamilyMember[] | undefined
  /** The only rows that may be its sources; undefined where there is no such limit. */
  readonly members: ReadonlySet<string> | undefined
  /** Words of its own that a source must meet, beside those of the whole document; empty for templates and topics. */
  readonly ownWords: readonly string[]
  readonly requiredIds: readonly string[]
  /** Which sections go first when there are too many. */
  readonly rank: 'topic' | 'optional' | 'core'
}

const plain = { members: undefined, ownWords: [], requiredIds: [] }

const fromRole = (base: BaseQuery, title: RoleTitle, core: boolean): PlannedSection => {
  const { family, lead, bars, intent, prompt }: SectionRole = sectionRoles[title]
  return {
    ...plain,
    title,
    prompt,
    query: sectionQuery(base, [], intent),
    core,
    family,
    lead,
    bars,
    rank: core ? 'core' : 'optional',
  }
}

/** Sections of the template of an output type at a depth, without topics. */
export const templateSections = (base: BaseQuery, request: PlanRequest): PlannedSection[] =>
  templates[request.output_type].sections
    .filter(({ core }) => core || !depthLimits[request.depth].coreOnly)
    .map(({ title, core }) => fromRole(base, title, core))

const topicSection = (base: BaseQuery, { title, members }: Topic): PlannedSection => ({
  ...plain,
  title,
  prompt: `What the sources say about ${title}.`,
  query: sectionQuery(base, contentWords(title), ''),
  core: false,
  family: undefined,
  members,
  rank: 'topic',
})

/** The template's sections with topics in their place. */
export const withTopics = (
  base: BaseQuery,
  request: PlanRequest,
  sections: readonly PlannedSection[],
  topics: readonly Topic[],
): PlannedSection[] => {
  const at = sections.length === 0 ? 0 : Math.min(templates[request.output_type].topicsAfter, sections.length)
  return [...sections.slice(0, at), ...topics.map((topic) => topicSection(base, topic)), ...sections.slice(at)]
}

const roleNamed = (title: string): RoleTitle | undefined =>
  (Object.keys(sectionRoles) as RoleTitle[]).find((known) => known.toLowerCase() === title.toLowerCase())

/** A section the request asks for by title. One that has the title of a role is that role. */
export const requiredSection = (
  base: BaseQuery,
  { title, prompt: sent, required_source_ids }: RequiredSection,
): PlannedSection => {
  const prompt = sent ?? ''
  const named = roleNamed(title)
  const role: SectionRole | undefined = named && sectionRoles[named]
  const ownWords = contentWords(role ? prompt : `${title} ${prompt}`)
  return {
    title,
    prompt,
    query: sectionQuery(base, ownWords, role ? role.intent : ''),
    core: true,
    family: role?.family,
    lead: role?.lead,
    bars: role?.bars,
    members: undefined,
    ownWords: role ? [] : ownWords,
    requiredIds: required_source_ids,
    rank: 'core',
  }
}

/** The sections that stay under a cap, in order, and those that do not: topics go first, then optional ones. */
export const capped = <S extends Pick<PlannedSection, 'rank'>>(
  sections: readonly S[],
  most: number,
): { kept: S[]; cut: S[] } => {
  const order = { core: 0, optional: 1, topic: 2 }
  const kept = new Set(
    sections
      .map((section, i) => ({ section, i }))
      .sort((a, b) => order[a.section.rank] - order[b.section.rank] || a.i - b.i)
      .slice(0, most)
      .map(({ section }) => section),
  )
  return {
    kept: sections.filter((section) => kept.has(section)),
    cut: sections.filter((section) => !kept.has(section)),
  }
}
