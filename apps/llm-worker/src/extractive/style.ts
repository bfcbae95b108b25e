import type { OutputType } from '@synthwright/contracts'
import type { ReaderClass } from '@synthwright/grounding'
import type { Candidate } from './candidates.ts'

/** How the prose of a kind of document is put together, for a kind of reader. */
export interface Style {
  /** Worth of an excerpt by its number of sentences: running text reads best in a document, single points in a list of changes. */
  runs: readonly [0, one: number, two: number, three: number, four: number]
  /** What another excerpt of a source that was already used is worth: the less, the more sources get a word in. */
  again: number
  /** Words that a sentence should have at most. */
  longest: number
  /** How much more a sentence is worth for how it speaks; 1 when nothing speaks for it. */
  emphasis: (candidate: Pick<Candidate, 'text'>) => number
  /** How well a sentence opens a section, from 0. */
  opens: (candidate: Pick<Candidate, 'text' | 'opensSource'>) => number
  /** Sentences stand in quotation marks, whole and as they were written. */
  isVerbatim: boolean
}

type Form = Pick<Style, 'runs' | 'again' | 'longest'>

const essay: Form = { runs: [0, 0.7, 1, 1.04, 0.98], again: 0.72, longest: 35 }
const points: Form = { runs: [0, 1, 0.96, 0.8, 0.7], again: 0.4, longest: 30 }

const forms: Record<OutputType, Form> = {
  documentation: essay,
  custom: essay,
  handbook: essay,
  report: { runs: [0, 0.88, 1, 0.99, 0.92], again: 0.6, longest: 32 },
  audit_packet: { runs: [0, 0.92, 1, 0.98, 0.95], again: 0.6, longest: 40 },
  briefing: { runs: [0, 1, 0.95, 0.82, 0.7], again: 0.5, longest: 26 },
  roadmap: points,
  release_notes: points,
}

const definition =
  /^(?:An? |The )?[\p{L}\p{N}`][\p{L}\p{N}`_ -]{1,40}? (?:is|are|means|turns|takes|lets|provides|describes|holds) /u
const outcome =
  /\b(?:result\w*|outcomes?|decided|delivered|achieved|completed|reduc\w+|sav(?:e|es|ed|ing)|costs?|risks?|impact\w*|so that|therefore|per ?cent|must|deadline)\b|[%€$£]/i
const record = /\b\d{4}-\d{2}-\d{2}\b|\b\d[\d.,]*\b|\b(?:approved|recorded|signed|audit\w*|required|must|shall)\b/i

const worth = (pattern: RegExp, more: number) => (text: string) => (pattern.test(text) ? more : 1)

const readers: Record<ReaderClass, { longest: number; emphasis: (text: string) => number; first: RegExp }> = {
  newcomer: { longest: 30, emphasis: worth(definition, 1.3), first: definition },
  executive: { longest: 30, emphasis: worth(outcome, 1.35), first: outcome },
  auditor: { longest: 60, emphasis: worth(record, 1.25), first: record },
  practitioner: { longest: Infinity, emphasis: () => 1, first: definition },
}

const changes = worth(
  /\b(?:new|now|no longer|instead|added|removed|changed|fixed|replac\w+|since|from version)\b/i,
  1.15,
)
const figures = worth(/\b\d[\d.,]*\b|%/, 1.1)
const emphases: Partial<Record<OutputType, (text: string) => number>> = {
  release_notes: changes,
  report: figures,
  audit_packet: worth(record, 1.15),
}

/** The style of a kind of document for a kind of reader. Auditors get whole sentences, so length does not matter to them. */
export const styleOf = (outputType: OutputType, reader: ReaderClass): Style => {
  const form = forms[outputType]
  const { longest, emphasis, first } = readers[reader]
  const kind = emphases[outputType] ?? (() => 1)
  const isVerbatim = reader === 'auditor'
  return {
    ...form,
    longest: isVerbatim ? longest : Math.min(form.longest, longest),
    emphasis: ({ text }) => emphasis(text) * kind(text),
    opens: ({ text, opensSource }) =>
      (opensSource ? 2 : 0) + (first.test(text) ? (reader === 'practitioner' ? 1 : 3) : 0),
    isVerbatim,
  }
}
