import type { DraftSource, SectionMaterial } from '@synthwright/contracts'
import type { DraftSectionInput } from '../drafting/draft-section.service.ts'

export const runDocument = `# The run document

A run takes several steps, and each of them is done by another process. Processes die: they are redeployed, run out of memory or lose their node. We needed one place that says how far a run has come.

## Decision

The run document in the jobs service holds the state of a run. Every change of state is **one conditional update** of that document, and the messages that the change calls for are written in the same update. A message only wakes a worker. It carries five identifiers and no input, so that a message that arrives twice changes nothing.

- Workers claim a task before they begin it and renew the claim every ten seconds.
- fragment without a verb
- See [the protocol](https://example.org/protocol) for the details of the claim.

\`\`\`ts
const claim = await jobs.claim(task)
\`\`\`

## Consequences

Losing the data of the broker loses no run, because the reconciler sends every message again that no worker has claimed. The price is one more round trip per task, about two milliseconds on one machine. However, a run document must stay small.
`

export const passages = `# Passages

A passage is a pair of offsets into the text of its document. Offsets count UTF-16 code units, as JavaScript strings do, so that emoji need no conversion between services. Citations name the document and a range, never a passage.

| field | meaning |
| --- | --- |
| start | first character of the passage in the document |

Splitting can be improved without touching stored citations. This makes an edit of a document one write. A change to a document reaches every reader at once.
`

/** A source whose passages are the paragraphs of a text, as far as a test does not care how they were cut. */
export const source = (id: string, text: string, extra: Partial<DraftSource> = {}): DraftSource => ({
  id,
  type: 'document',
  name: id,
  revision: 1,
  freshness: '2026-02-11',
  unresolved_claims: [],
  score: 1,
  passages: [{ start: 0, end: text.length, text, heading_path: [] }],
  ...extra,
})

export const section = (sources: DraftSource[], extra: Partial<SectionMaterial> = {}): SectionMaterial => ({
  section_id: 'sec_1',
  title: 'Key Decisions',
  prompt: '',
  query: 'run document state claim passages offsets decision',
  sentences: { min: 3, max: 6 },
  sources,
  ...extra,
})

export const input = (extra: Partial<DraftSectionInput> = {}): DraftSectionInput => ({
  goal: 'Explain how runs and passages are stored',
  title: 'Runs And Passages',
  audience: null,
  constraints: [],
  section: section([source('doc_runs', runDocument), source('doc_passages', passages, { score: 0.8 })]),
  mode: 'auto',
  refused: [],
  previous: [],
  output_type: 'documentation',
  depth: 'standard',
  domain: null,
  place: { index: 0, count: 1 },
  elsewhere: [],
  ...extra,
})
