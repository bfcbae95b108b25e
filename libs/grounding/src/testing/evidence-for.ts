import type { Evidence } from '@synthwright/contracts'
import { checkText } from '../check-text.ts'

interface Setting {
  /** Other texts of the section's pack. */
  pack?: string[]
  name?: string
  ids?: string[]
}

/** Evidence for one sentence that cites `doc_a`, whose stored sentences are `sources`. */
export const evidenceFor = (
  text: string,
  sources: string[],
  { pack = [], name = 'Source', ids = ['doc_a'] }: Setting = {},
): Evidence => {
  let at = 0
  const sentences = sources.map((source) => {
    const start = at
    at += source.length + 1
    return { id: 'doc_a', start, end: start + source.length, text: source }
  })
  const source = (id: string) => ({
    id,
    type: 'document',
    name,
    revision: 1,
    content_hash: '',
    freshness: '2026-01-01T00:00:00Z',
    freshness_basis: 'updated_at',
    unresolved_claims: [],
  })
  return {
    claims: [
      {
        index: 0,
        section_id: 'sec_1',
        start: 0,
        end: text.length,
        text,
        citations: ids.map((id) => ({ id, start: null, end: null })),
      },
    ],
    sources: [source('doc_a'), source('doc_b')],
    unresolved: ['doc_hidden'],
    evidence: [{ claim: 0, sentences }],
    packs: [
      { section_id: 'sec_1', source_ids: ['doc_a'], texts: [sources.join(' '), ...pack] },
      { section_id: 'sec_2', source_ids: ['doc_b'], texts: [] },
    ],
  }
}

/** What the checks say of one sentence: `code` or `code: detail`, soft findings marked. */
export const findingsOf = (text: string, sources: string[], setting: Setting = {}): string[] =>
  checkText({ goal: null, constraints: [], evidence: evidenceFor(text, sources, setting) }).sentences[0]!.flags.map(
    ({ code, severity, detail }) =>
      `${severity === 'soft' ? 'soft ' : ''}${code}${detail === null || code.endsWith('supported') || code === 'unsupported_claim' ? '' : `: ${detail}`}`,
  )
