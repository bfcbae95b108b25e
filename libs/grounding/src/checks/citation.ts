import type { TextClaim } from '@synthwright/contracts'
import { citedIds, type Finding } from './check.ts'

/** Which ids a claim may cite: those that resolve for the caller, and of these the ones given to its section. */
export interface CitableIds {
  known: ReadonlySet<string>
  inPack: ReadonlySet<string>
}

const hard = (code: Finding['code'], ids: string[], detail: string | null): Finding => ({
  code,
  severity: 'hard',
  source_ids: ids,
  detail,
})

/** Every claim must cite something; what it cites must resolve, and belong to the pack of its section. */
export const checkCitations = (claim: TextClaim, { known, inPack }: CitableIds): Finding[] => {
  const ids = citedIds(claim)
  if (ids.length === 0) return [hard('uncited_claim', [], null)]
  return ids.flatMap((id) => {
    if (!known.has(id)) return [hard('unknown_citation', [id], id)]
    return inPack.has(id) ? [] : [hard('citation_outside_pack', [id], id)]
  })
}
