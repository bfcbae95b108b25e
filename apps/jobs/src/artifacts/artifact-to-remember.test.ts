import type { BlobReader } from '../engine/blob-reader.ts'
import type { RunDocument, TaskState } from '../engine/run.ts'
import { artifactToRemember, headingOf } from './artifact-to-remember.ts'

const verification = { status: 'pass', source_count: 1, gap_count: 0, gaps: [] }
const plan = {
  named_after: ['topic_1', 'doc_1'],
  body: { outline: { title: 'Tides', sections: [] }, source_packs: [] },
}
const artifact = {
  title: 'Tides',
  format: 'markdown',
  markdown: '# Tides\n\n## Tide Tables\n\nThey are printed. [doc_1]\n',
  source_ids: ['doc_1'],
  section_source_ids: { sec_1: ['doc_1'] },
  generated_text_hash: 'sha256:00',
}
const sentences = [{ section_id: 'sec_1', citation_ids: ['doc_1'] }]

const keptOf = (kind: 'artifact.draft' | 'artifact.verify') => {
  const made: Record<string, unknown> = {
    plan,
    conclude: { artifact, verification, sentences, text_hash: 'sha256:00' },
    evidence: { text: { sections: [{ section_id: 'sec_1' }] }, evidence: { sources: [{ id: 'doc_1' }] } },
  }
  const steps = Object.keys(made).map((name) => ({
    name,
    round: 1,
    status: 'done',
    tasks: [{ key: name, status: 'done', resultBlob: name }],
  }))
  const request = { memory_scope: 'private', scope_key: null, tags: [], output_type: 'report', project: 'proj_1' }
  const stored = {
    request,
    unknownFields: [],
    markdown: artifact.markdown,
    parent: { runId: 'synth_0', request, plan },
  }
  const blobs = {
    request: async () => stored,
    result: async ({ resultBlob }: TaskState) => made[resultBlob!],
  } as unknown as BlobReader
  return artifactToRemember({ _id: 'synth_1', kind, steps } as unknown as RunDocument, 'art_1', blobs)
}

it.each(['artifact.draft', 'artifact.verify'] as const)(
  'what an %s keeps rests on what it cites and on the rows after which its headings are called',
  async (kind) => {
    const { source_ids, metadata } = await keptOf(kind)
    expect([...source_ids].sort()).toEqual(['doc_1', 'topic_1'])
    expect(metadata.source_ids).toEqual(['doc_1'])
  },
)

it.each([
  ['Text\n\n#  The ferry queue ##\n\n# Other', 'The ferry queue'],
  ['# C#\t', 'C'],
  ['# ##', '##'],
  ['## Two\n\nText', undefined],
])('reads the heading of %j', (markdown, title) => expect(headingOf(markdown)).toBe(title))

it('takes time with the length of a heading of marks and blanks', () => {
  const title = `The ferry ${'# \t'.repeat(150_000)}…x`
  expect(headingOf(`# ${title}\n`)).toBe(title)
})
