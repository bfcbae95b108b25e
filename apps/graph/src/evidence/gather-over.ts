import type { CheckedText, Evidence, EvidenceSentence, TextClaim } from '@synthwright/contracts'
import { redactedPrint } from '@synthwright/grounding'
import type { RowHead } from '../rows/row.ts'
import { fitEvidence } from './fit-evidence.ts'
import { packTexts } from './pack-texts.ts'
import { unrepeatable, type Unrepeatable } from './redacted-texts.ts'
import { SourceSentences } from './source-sentences.ts'

/** Sentences per cited source, when a citation names no range. */
const sentencesPerSource = 10
/** Sentences for one claim in all, however much it cites. */
const sentencesPerClaim = 40

/** What a section may cite. */
export interface Pack {
  readonly section_id: string | null
  readonly source_ids: readonly string[]
}

interface Cited {
  readonly id: string
  readonly revision: number
  readonly quote: string
}

/** What the text under check is compared with, once it was looked up. */
export interface Gathered {
  readonly text: CheckedText
  readonly claims: readonly TextClaim[]
  readonly leftOut: number
  readonly cited: readonly Cited[]
  readonly packs: readonly Pack[]
  readonly rows: ReadonlyMap<string, RowHead>
  readonly contents: ReadonlyMap<string, string>
  readonly redacted: readonly (Unrepeatable & { readonly text: string })[]
  /** What the index alone says. */
  readonly known: Pick<Evidence, 'sources' | 'as_of' | 'contradictions'>
}

/** What became of the words that were cited, of the sources that were changed since. */
const changesOf = (
  cited: readonly Cited[],
  rows: ReadonlyMap<string, RowHead>,
  contents: ReadonlyMap<string, string>,
): Map<string, 'intact' | 'gone'> => {
  const changes = new Map<string, 'intact' | 'gone'>()
  for (const { id, revision, quote } of cited) {
    const row = rows.get(id)
    if (!row || row.revision === revision || changes.get(id) === 'gone') continue
    changes.set(id, contents.get(id)!.includes(quote) ? 'intact' : 'gone')
  }
  return changes
}

const claimEvidence = (
  { text, citations }: TextClaim,
  sources: ReadonlyMap<string, SourceSentences>,
): EvidenceSentence[] => {
  const found = citations.flatMap(({ id, start, end }) => {
    const source = sources.get(id)
    if (!source) return []
    const cited = start === null || end === null ? [] : source.around({ start, end })
    return cited.length > 0 ? cited : source.best(text, sentencesPerSource)
  })
  const distinct = new Map(found.map((sentence) => [`${sentence.id} ${sentence.start}`, sentence]))
  return [...distinct.values()].slice(0, sentencesPerClaim)
}

/** The evidence of a text: reads every source that it cites or may cite, which takes time with their length. */
export const gatherOver = (gathered: Gathered): Evidence => {
  const { text, claims, leftOut, cited, packs, rows, contents, redacted, known } = gathered
  const changes = changesOf(cited, rows, contents)
  const sources = new Map([...rows].map(([id, row]) => [id, new SourceSentences(row, contents.get(id)!)]))
  const textsOf = ({ section_id, source_ids }: Pack): string[] => {
    const written = claims.filter((claim) => claim.section_id === section_id)
    if (written.length === 0) return []
    const readable = source_ids.flatMap((id) => rows.get(id) ?? [])
    return packTexts(readable, contents, written.map(({ text }) => text).join('\n'))
  }
  const citedIds = new Set(claims.flatMap(({ citations }) => citations.map(({ id }) => id)))
  return fitEvidence(text, {
    ...known,
    claims: [...claims],
    ...(leftOut > 0 ? { left_out: leftOut } : {}),
    sources: known.sources.map((source) => ({ ...source, changed: changes.get(source.id) ?? null })),
    unresolved: [...citedIds].filter((id) => !rows.has(id)),
    evidence: claims.map((claim) => ({ claim: claim.index, sentences: claimEvidence(claim, sources) })),
    packs: packs.map((pack) => ({ ...pack, source_ids: [...pack.source_ids], texts: textsOf(pack) })),
    redacted: redacted.map((row) => redactedPrint(unrepeatable(row, row.text))),
  })
}
