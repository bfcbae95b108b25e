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
  /** Id of the row whose name it has; undefined where its members share the words. */
  readonly hub?: string | undefined
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
  readonly hub?: string
  readonly members: readonly string[]
  /** How well its title tells what it is about, beside others of its kind: 1 unless it is a phrase of several words. */
  readonly clarity?: number
}

/** A value that most candidates share tells nothing apart. */
const largestShare = 0.6
/** Characters of a heading; a name beyond that is a sentence. */
const longestHeading = 60

/** Marks of work in progress, and of where something came from: they sort rows and name no subject. */
const bookkeeping = new Set(
  (
    'wip todo doing done blocked backlog review reviewed draft final open closed archived urgent important high medium low ' +
    'critical misc other others general various new old temp test imported import docs doc document documents note notes ' +
    'file files markdown text synthesis documentation report briefing roadmap untagged default unknown none na tbd fixme ' +
    'question followup needs'
  ).split(' '),
)

/** Whether a name can stand over a section: no sentence, no path, no address, no number of a ticket. */
const isHeading = (name: string): boolean =>
  name.length <= longestHeading && /\p{L}{2,}/u.test(name) && !/[.!?…]$|[\\/@]|:\/\//.test(name.trim())

/** A label as words, when they are such as a person would put over a section; undefined otherwise. */
const asHeading = (label: string): string | undefined => {
  const text = label
    .replace(/^#|[_/:.-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const words = text.toLowerCase().split(' ')
  const isSubject = words.some((word) => /^\p{L}{2,}/u.test(word) && !bookkeeping.has(word))
  const isReadable = text.length <= longestHeading && words.every((word) => !/\d{5,}|^[0-9a-f]{8,}$/.test(word))
  return isSubject && isReadable ? text : undefined
}

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
      return isHub && isHeading(hub.name) ? [{ title: hub.name, hub: id, members }] : []
    },
  )
  const labels = groupsOf(rows, ({ row }) =>
    [...(row.category ? [row.category] : []), ...row.tags].flatMap((label) => asHeading(label) ?? []),
  )
  const phrases = keyPhrases(
    rows.map(({ row }) => row),
    knownTerms,
    least,
  ).map(({ text, rowIds }) => ({
    title: text,
    members: rowIds,
    clarity: text.split(' ').length,
  }))

  const taken = new Set<string>()
  const topics: Topic[] = []
  const toTopic = ({ title, hub, members }: Cluster): Topic => {
    const free = members.filter((id) => !taken.has(id))
    return {
      title: titleCase(title),
      members: new Set(free),
      relevance: free.reduce((sum, id) => sum + relevance.get(id)!, 0),
      hub,
    }
  }
  const byRelevance = (a: Topic, b: Topic): number => b.relevance - a.relevance || compareIds(a.title, b.title)
  const kinds: (readonly Cluster[])[] = [hubs, labels, phrases]
  for (const kind of kinds) {
    for (let open = kind; topics.length < most;) {
      const fitting = open
        .map((cluster) => ({ topic: toTopic(cluster), clarity: cluster.clarity ?? 1 }))
        .filter(
          ({ topic: { members } }) =>
            members.size >= least &&
            members.size <= Math.max(least, rows.length * largestShare) &&
            rows.length - taken.size - members.size >= spare,
        )
        .sort((a, b) => b.topic.relevance * b.clarity - a.topic.relevance * a.clarity || byRelevance(a.topic, b.topic))
      const best = fitting[0]?.topic
      if (!best) break
      topics.push(best)
      for (const id of best.members) taken.add(id)
      open = open.filter(({ title }) => titleCase(title) !== best.title)
    }
  }
  return topics.sort(byRelevance)
}
