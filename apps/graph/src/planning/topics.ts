import { compareIds } from '@synthwright/retrieval'
import type { View } from '../access/view.ts'
import { isPriorSynthesis } from '../rows/row-text.ts'
import { isMasked } from '../rows/shown-row.ts'
import type { Lanes } from '../search/lanes.ts'
import type { RankedRow } from '../search/rank-rows.ts'
import { keyPhrases } from './key-phrases.ts'
import { titleCase } from './title-case.ts'

export interface Topic {
  readonly title: string
  readonly members: ReadonlySet<string>
  /** Summed relevance of its members. */
  readonly relevance: number
}

interface TopicOptions {
  readonly neighbours: Lanes['neighbours']
  /** Rows that no role claims for itself, best first. */
  readonly rows: readonly RankedRow[]
  readonly knownTerms: ReadonlySet<string>
  readonly most: number
  /** Sources a topic needs. */
  readonly least: number
  /** Rows that must stay outside all topics, so that the other sections are not starved. */
  readonly spare: number
}

interface Cluster {
  readonly title: string
  readonly members: readonly string[]
}

/** A value that most candidates share tells nothing apart. */
const largestShare = 0.6

const groupsOf = (rows: readonly RankedRow[], valuesOf: (row: RankedRow) => readonly string[]): Cluster[] => {
  const groups = new Map<string, { title: string; members: string[] }>()
  for (const ranked of rows)
    for (const value of new Set(valuesOf(ranked))) {
      const key = value.trim().toLowerCase()
      const group = groups.get(key) ?? { title: value.trim(), members: [] }
      group.members.push(ranked.id)
      if (key !== '') groups.set(key, group)
    }
  return [...groups.values()]
}

/** Clusters of the pool: by shared one-hop entity, then category or tag, then key phrase, each row in one at most. */
export const topicsOf = (view: View, { neighbours, rows, knownTerms, most, least, spare }: TopicOptions): Topic[] => {
  const relevance = new Map(rows.map(({ id, score }) => [id, score]))
  const hubs = groupsOf(rows, ({ id }) => [...new Set(neighbours(id).map((neighbour) => neighbour.id))]).flatMap(
    ({ title: id, members }) => {
      const hub = view.find(id)
      const isHub = hub && hub.kind !== 'project' && !isMasked(hub) && !isPriorSynthesis(hub)
      return isHub ? [{ title: hub.name, members }] : []
    },
  )
  const labels = groupsOf(rows, ({ row }) => [...(row.category ? [row.category] : []), ...row.tags])
  const phrases = keyPhrases(
    rows.map(({ row }) => row),
    knownTerms,
    least,
  ).map(({ text, rowIds }) => ({
    title: text,
    members: rowIds,
  }))

  const taken = new Set<string>()
  const topics: Topic[] = []
  const toTopic = ({ title, members }: Cluster): Topic => {
    const free = members.filter((id) => !taken.has(id))
    return {
      title: titleCase(title),
      members: new Set(free),
      relevance: free.reduce((sum, id) => sum + relevance.get(id)!, 0),
    }
  }
  const byRelevance = (a: Topic, b: Topic): number => b.relevance - a.relevance || compareIds(a.title, b.title)
  for (const kind of [hubs, labels, phrases]) {
    for (let open = kind; topics.length < most;) {
      const fitting = open
        .map(toTopic)
        .filter(
          ({ members }) =>
            members.size >= least &&
            members.size <= Math.max(least, rows.length * largestShare) &&
            rows.length - taken.size - members.size >= spare,
        )
        .sort(byRelevance)
      const best = fitting[0]
      if (!best) break
      topics.push(best)
      for (const id of best.members) taken.add(id)
      open = open.filter(({ title }) => titleCase(title) !== best.title)
    }
  }
  return topics.sort(byRelevance)
}
