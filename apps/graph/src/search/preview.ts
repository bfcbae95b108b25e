import { bestSpans, type Span } from '@synthwright/retrieval'
import type { RowHead } from '../rows/row.ts'
import { passageId, passageOf } from '../index/row-units.ts'
import { passagesOf, sentencesIn } from '../rows/row-text.ts'

export interface Preview {
  /** The spans in order, verbatim, an ellipsis between them. */
  readonly text: string
  readonly spans: { start: number; end: number; passage_id?: string }[]
}

const passageHolding = (row: RowHead, span: Span): string | undefined => {
  const number = row.document?.passages.findIndex(({ start, end }) => start <= span.start && span.start < end) ?? -1
  return number < 0 ? undefined : passageId(row.id, number)
}

const gap = ' … '

/** What of a row's text says most about a query, at most `budget` characters, from its best passage. */
export const previewOf = (
  row: RowHead,
  text: string,
  terms: ReadonlyMap<string, number>,
  unitId: string | undefined,
  budget: number,
): Preview => {
  const { start, end } = (unitId && passageOf(row, unitId)) || openingOf(row, text)
  const sentences = sentencesIn(row, text, start, end)
  const segments = sentences.length > 0 ? sentences : [{ start, end }]
  const maxSpans = 3
  const spans = bestSpans(text, terms, {
    budget: Math.max(0, budget - (maxSpans - 1) * gap.length),
    maxSpans,
    segments,
  })
  return {
    text: spans.map((span) => text.slice(span.start, span.end)).join(gap),
    spans: spans.map(({ start, end }) => {
      const passage = passageHolding(row, { start, end })
      return passage ? { start, end, passage_id: passage } : { start, end }
    }),
  }
}

const openingOf = (row: RowHead, text: string): Span =>
  passagesOf(row).find(({ prose }) => prose) ?? { start: 0, end: text.length }
