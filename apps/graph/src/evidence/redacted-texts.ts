import { readTextClaims } from '@synthwright/grounding'
import type { TeamIndex } from '../index/team-index.ts'
import { isPriorSynthesis } from '../rows/row-text.ts'
import type { RowHead } from '../rows/row.ts'
import { isHidden, isMasked, isRedacted } from '../rows/shown-row.ts'

/** Characters that a text is compared with: their prints travel with the evidence. */
const mostCharacters = 400_000

/** Redacted rows, then what is withheld because it was made from one of them, as far as there is room for their texts. */
export const redactedRows = (index: TeamIndex, isInScope: (row: RowHead) => boolean): RowHead[] => {
  const redacted = index.redacted().filter(isInScope)
  const derived = new Set(redacted.flatMap(({ id }) => index.derivedFrom(id)))
  const withheld = [...derived]
    .flatMap((id) => index.get(id) ?? [])
    .filter((row) => isInScope(row) && !isHidden(row) && !isRedacted(row))
  let room = mostCharacters
  return [...redacted, ...withheld].filter(({ id }) => (room -= index.original(id)!.contentLength) >= 0)
}

/** What of a row's text may not be repeated: all of it, or the sentences that cite one of these. */
export interface Unrepeatable {
  readonly citing: ReadonlySet<string> | null
}

/**
 * Of an earlier synthesis the sentences that cite what is masked now: the others rest on sources that everybody may
 * quote, and its headings and fixed lines on none. Of every other redacted row all of it.
 */
export const unrepeatableOf = (index: TeamIndex, row: RowHead): Unrepeatable => {
  if (isRedacted(row) || !isPriorSynthesis(row)) return { citing: null }
  const isGone = (id: string): boolean => {
    const source = index.get(id)
    return !source || isHidden(source) || isMasked(source)
  }
  return { citing: new Set(index.sourcesOf(row.id).filter(isGone)) }
}

/** The words of a text that may not be repeated. */
export const unrepeatable = ({ citing }: Unrepeatable, text: string): string =>
  citing === null
    ? text
    : readTextClaims(text, [])
        .filter(({ citations }) => citations.some(({ id }) => citing.has(id)))
        .map((claim) => claim.text)
        .join('\n\n')
