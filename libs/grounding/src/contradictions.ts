import type { Evidence, EvidenceSource, Flag, TextClaim } from '@synthwright/contracts'
import { sourceFlag } from './source-flag.ts'

/**
 * Sources of the packs that contradict each other by a relation of the knowledge base, where the text cites one of them:
 * a hard flag when the reader is told only one side, a soft one when both are cited.
 */
export const checkContradictions = ({ claims, sources, contradictions = [] }: Evidence): Flag[] => {
  const byId = new Map(sources.map((source) => [source.id, source]))
  const firstUse = new Map<string, TextClaim>()
  for (const claim of claims) for (const { id } of claim.citations) if (!firstUse.has(id)) firstUse.set(id, claim)
  return contradictions.flatMap(({ ids: [one, other], relation }) => {
    const told = [one, other].filter((id) => firstUse.has(id) && byId.has(id))
    if (told.length === 0) return []
    const [first, second] = told.length === 2 || told[0] === one ? [one, other] : [other, one]
    const claim = firstUse.get(first)!
    return [
      {
        ...sourceFlag(
          'source_contradiction',
          claim,
          [byId.get(first), byId.get(second)].filter(isKnown),
          detailOf(second, relation, told.length === 2),
        ),
        severity: told.length === 2 ? ('soft' as const) : ('hard' as const),
      },
    ]
  })
}

const isKnown = (source: EvidenceSource | undefined): source is EvidenceSource => source !== undefined

const detailOf = (other: string, relation: string, both: boolean): string =>
  `${relation.toLowerCase().replaceAll('_', ' ')}: ${other}${both ? '' : ', which the text does not cite'}`
