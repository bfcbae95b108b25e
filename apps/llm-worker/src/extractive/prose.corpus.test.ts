import { outputTypes, type OutputType } from '@synthwright/contracts'
import { checkText, renderArtifact, type ReaderClass } from '@synthwright/grounding'
import { writingRules } from '../constraints/writing-rules.ts'
import { materialOf, type Corpus } from '../testing/corpora/corpus.ts'
import { harbour } from '../testing/corpora/harbour.ts'
import { hostile } from '../testing/corpora/hostile.ts'
import { memories } from '../testing/corpora/memories.ts'
import { firstRelease } from '../testing/corpora/first-release.ts'
import { complaints, type WrittenSection } from '../testing/corpora/reading-rules.ts'
import { templates } from '../testing/corpora/templates.ts'
import { writeSection } from './write-section.ts'

const corpora: Corpus[] = [firstRelease(), harbour, memories, hostile]
const readers: ReaderClass[] = ['practitioner', 'newcomer', 'executive', 'auditor']
const cases = corpora.flatMap((corpus) => outputTypes.map((type) => ({ corpus, name: corpus.name, type })))

const write = (corpus: Corpus, outputType: OutputType, reader: ReaderClass) => {
  const material = materialOf(corpus, templates[outputType], { min: 4, max: 6 })
  return material.map((section, index): WrittenSection & { section_id: string } => {
    const place = { index, count: material.length }
    const rules = writingRules([], { place, title: corpus.goal, audience: null, section })
    const task = { section, goal: corpus.goal, outputType, depth: 'standard', domain: null, reader, rules } as const
    return { ...section, sentences: writeSection({ ...task, refused: [], elsewhere: [] }) }
  })
}

const written = new Map<string, ReturnType<typeof write>>()

/** Written once for all that is asked of it. */
const document = (corpus: Corpus, outputType: OutputType, reader: ReaderClass) => {
  const key = [corpus.name, outputType, reader].join()
  if (!written.has(key)) written.set(key, write(corpus, outputType, reader))
  return written.get(key)!
}

/** Flags of a document whose citations are looked up in the texts of its corpus. */
const flagsOf = (corpus: Corpus, sections: ReturnType<typeof write>): string[] => {
  const { claims } = renderArtifact({ title: 'T', audience: null, sections })
  const textOf = new Map(corpus.texts.map(({ id, text }) => [id, text]))
  const { sentences, flags } = checkText({
    goal: null,
    constraints: [],
    evidence: {
      claims,
      unresolved: [],
      sources: corpus.texts.map(({ id, name, type }) => ({
        ...{ id, name, type, revision: 1, content_hash: 'h', freshness: '2026-02-11', freshness_basis: null },
        unresolved_claims: [],
      })),
      evidence: claims.map(({ index, citations }) => ({
        claim: index,
        sentences: citations.map(({ id, start, end }) => ({
          ...{ id, start: start!, end: end! },
          text: textOf.get(id)!.slice(start!, end!),
        })),
      })),
      packs: sections.map(({ section_id, sources }) => ({
        section_id,
        source_ids: sources.map(({ id }) => id),
        texts: sources.map(({ id }) => textOf.get(id)!),
      })),
    },
  })
  const all = [...flags, ...sentences.flatMap((sentence) => sentence.flags)]
  return all
    .filter(({ severity }) => severity === 'hard')
    .map(({ code, detail, excerpt }) => `${code} ${detail}: ${excerpt}`)
}

test.each(cases)('$name as $type reads well for every reader', ({ corpus, type }) => {
  for (const reader of readers) expect([reader, ...complaints(document(corpus, type, reader))]).toEqual([reader])
})

test.each(cases)('$name as $type carries no hard flag', ({ corpus, type }) => {
  for (const reader of readers) expect([reader, ...flagsOf(corpus, document(corpus, type, reader))]).toEqual([reader])
})

test.each(corpora)('acceptance 32: $name gives the same document twice', (corpus) => {
  for (const type of outputTypes) expect(write(corpus, type, 'newcomer')).toEqual(document(corpus, type, 'newcomer'))
})
