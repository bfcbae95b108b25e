import type {
  ContextFacet,
  ContextIntent,
  ContextPackRequest,
  ContextPackResponse,
  Retrieval,
} from '@synthwright/contracts'
import { round4, tokenize } from '@synthwright/retrieval'
import type { View } from '../access/view.ts'
import { retirementOf } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import { relatedRows } from '../entities/entity-view.ts'
import { baseQuery } from '../planning/section-query.ts'
import { sourceScope } from '../planning/source-scope.ts'
import { provenanceOf } from '../rows/row-text.ts'
import type { RowHead } from '../rows/row.ts'
import type { LaneGuard } from '../search/lanes.ts'
import { previewOf } from '../search/preview.ts'
import { rankRows, type RankedRow, type RowQuery } from '../search/rank-rows.ts'

type Item = ContextPackResponse['sections'][number]['items'][number]

interface SelectedItem {
  readonly row: RowHead
  readonly score: number
  readonly unitId: string | undefined
  readonly reason: string
  readonly related: Item['related']
}

export interface SelectedContext {
  readonly query: RowQuery
  readonly items: readonly SelectedItem[]
  readonly retrieval: Retrieval
}

const titles: Record<ContextFacet, string> = {
  decisions: 'Decisions and rules',
  knowledge: 'How it works',
  work: 'Work',
  gotchas: 'Gotchas',
  evidence: 'What was observed',
  documents: 'Documents',
  memories: 'Memories',
}

const facetByType: Partial<Record<string, ContextFacet>> = {
  decision: 'decisions',
  rule: 'decisions',
  preference: 'decisions',
  task: 'work',
  epic: 'work',
  milestone: 'work',
  plan: 'work',
  idea: 'work',
  error_pattern: 'gotchas',
  claim: 'evidence',
  event: 'evidence',
  episode: 'evidence',
  note: 'evidence',
  session: 'evidence',
}

const facetOf = ({ kind, type }: RowHead): ContextFacet => {
  if (kind === 'memory') return 'memories'
  if (kind === 'document') return 'documents'
  return facetByType[type] ?? 'knowledge'
}

const usual: readonly ContextFacet[] = [
  'decisions',
  'knowledge',
  'work',
  'gotchas',
  'evidence',
  'documents',
  'memories',
]

/** Which kinds stand first for what somebody is about to do; the others follow in the usual order. */
const first: Record<ContextIntent, readonly ContextFacet[]> = {
  build: ['decisions', 'knowledge', 'gotchas'],
  plan: ['work', 'decisions', 'gotchas'],
  research: ['documents', 'evidence', 'knowledge'],
  review: ['decisions', 'gotchas', 'evidence'],
  debug: ['gotchas', 'evidence', 'knowledge'],
  decide: ['decisions', 'evidence', 'documents'],
  learn: ['knowledge', 'documents', 'decisions'],
  general: [],
}

const facetOrder = (intent: ContextIntent): ContextFacet[] => [...new Set([...first[intent], ...usual])]

const contentCharacters = 500
const mostRelated = 5
/** Of the items, how many may come in by a relation alone. */
const shareOfNeighbours = 0.25

const reasonOf = ({ exact, matched }: RankedRow, query: RowQuery): string => {
  if (exact) return 'named in the goal'
  const words = [...new Set(query.text.split(/\s+/))].filter((word) =>
    tokenize(word).some((term) => matched.includes(term)),
  )
  return `says ${words.slice(0, 5).join(', ')}`
}

/** What is worth knowing for a goal: the best rows of the one ranker, and some that these are related to. */
export const selectContext = (
  index: TeamIndex,
  view: View,
  request: ContextPackRequest,
  guard: LaneGuard,
): SelectedContext => {
  const { goal, limit, include_related } = request
  const scope = sourceScope(index, view, { ...request, artifact_ids: [] })
  const query = baseQuery(goal, null)
  const retired = (row: RowHead) => retirementOf(index, view, row)
  const lanes = guard.for(null)
  const direct = rankRows(
    index,
    query,
    { lanes, classes: scope.classes, admits: scope.admits, retirementOf: retired },
    limit,
  )
  const known = new Set(direct.map(({ id }) => id))
  const reserved = include_related ? Math.floor(limit * shareOfNeighbours) : 0
  const neighbours = lanes.expand(direct, {
    filter: (id) => {
      const row = view.find(id)
      return row !== undefined && !known.has(id) && scope.admits(row) && !retired(row)
    },
    visible: (id) => view.find(id) !== undefined,
    limit: reserved,
  })
  const kept = direct.slice(0, limit - neighbours.length)
  const relatedOf = (id: string): Item['related'] =>
    include_related
      ? guard
          .attempt('graph', null, () => relatedRows(index, view, id))
          .slice(0, mostRelated)
          .map(({ entity_type, ...row }) => ({ ...row, type: entity_type }))
      : []
  const items = [
    ...kept.map((found) => ({
      row: found.row,
      score: found.score,
      unitId: found.unitId,
      reason: reasonOf(found, query),
      related: relatedOf(found.id),
    })),
    ...neighbours.map(({ id, score, via, relation }) => ({
      row: view.find(id)!,
      score: Math.min(1, score),
      unitId: undefined,
      reason: `${relation} with ${view.find(via)!.name}`,
      related: relatedOf(id),
    })),
  ]
  return { query, items, retrieval: guard.report(include_related ? [] : ['graph']) }
}

/** A token is about four characters of English. */
const charactersPerToken = 4

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The pack as text, whole items only, as far as the budget goes. */
const markdownOf = (goal: string, sections: ContextPackResponse['sections'], tokens: number): string => {
  const budget = tokens * charactersPerToken
  let text = `# ${oneLine(goal)}\n`
  for (const { title, items } of sections) {
    let heading = `\n## ${title}\n\n`
    for (const { id, name, content } of items) {
      const line = `${heading}- **${oneLine(name)}** [${id}]: ${oneLine(content)}\n`
      if (text.length + line.length > budget) continue
      text += line
      heading = ''
    }
  }
  return text.slice(0, budget)
}

export const composeContextPack = (
  { goal, intent, markdown_token_budget }: ContextPackRequest,
  { query, items, retrieval }: SelectedContext,
  contents: ReadonlyMap<string, string>,
): ContextPackResponse => {
  const shown = items.map(({ row, score, unitId, reason, related }): Item => {
    const { text } = previewOf(row, contents.get(row.id)!, query.terms, unitId, contentCharacters)
    return {
      id: row.id,
      type: row.type,
      name: row.name,
      content: text,
      score: round4(score),
      facet: facetOf(row),
      reason,
      source: provenanceOf(row),
      related,
    }
  })
  const sections = facetOrder(intent)
    .map((facet) => ({ facet, title: titles[facet], items: shown.filter((item) => item.facet === facet) }))
    .filter((section) => section.items.length > 0)
  return {
    goal,
    intent,
    query: query.text,
    sections,
    total_items: shown.length,
    markdown: markdownOf(goal, sections, markdown_token_budget),
    retrieval,
  }
}
