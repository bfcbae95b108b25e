import type { Gap, GapReason } from '@synthwright/contracts'
import { neutralise } from './neutralise.ts'

/** Title of the section in which a document says what holds parts of it up too little, or not at all. */
export const gapsTitle = 'Verification Gaps'

const words = {
  required_source_ids_not_found: 'a required source was not found',
  retrieval_degraded: 'part of the search failed, so that sources may be missing',
  no_materialized_sources: 'every matching source is withheld or corrected',
  no_source_supports_requested_section: 'no source supports this section',
  no_citable_sources: 'the sources have no text that can be cited',
  pinned_source_ids_not_found: 'a pinned source was not found',
  source_not_citable: 'a requested source must not be cited',
  section_limit_exceeded: 'the section was left out by the limit on sections',
  uncited_claim: 'a sentence cites nothing',
  unknown_citation: 'a sentence cites an unknown source',
  citation_outside_pack: 'a sentence cites a source outside its section',
  quote_mismatch: 'a quotation differs from its source',
  unsupported_claim: 'a sentence is not supported by what it cites',
  number_mismatch: 'a number differs from the source',
  date_mismatch: 'a date differs from the source',
  name_mismatch: 'a name is not in the sources',
  negation_mismatch: 'a sentence denies what its source affirms, or affirms what it denies',
  source_contradiction: 'the sources contradict each other',
  unresolved_claim: 'a cited source has an open claim',
  stale_source: 'a cited source is out of date',
  missing_freshness_metadata: 'a cited source has no date',
  redaction_leak: 'redacted text is repeated',
  constraint_violation: 'a constraint of the request is not met',
} as const satisfies Record<GapReason, string>

/** One gap as a line of the document's last section; without the gap's detail, which may repeat a refused sentence. */
export const gapLine = ({ title, reason }: Pick<Gap, 'title' | 'reason'>): string =>
  `${neutralise(title).text || 'The document'}: ${words[reason]}.`

const endings: readonly string[] = Object.values(words).map((phrase) => `: ${phrase}.`)

/** Whether a text is one of the lines that `gapLine` writes. */
export const isGapLine = (text: string): boolean => text.length < 300 && endings.some((ending) => text.endsWith(ending))

/** Sources that a plan left out, by the reason that it counts. */
export interface LeftOutTotals {
  hidden: number
  redacted: number
  corrected: number
}

/** How many sources were left out, as one line of a document that has to say so. */
export const totalsLine = ({ hidden, redacted, corrected }: LeftOutTotals): string =>
  `Sources withheld: ${hidden}; redacted: ${redacted}; corrected: ${corrected}.`

/** Whether a text is the line that `totalsLine` writes. */
export const isTotalsLine = (text: string): boolean =>
  /^Sources withheld: \d+; redacted: \d+; corrected: \d+\.$/.test(text)
