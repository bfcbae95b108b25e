import type { Evidence } from '@synthwright/contracts'
import {
  checkText,
  gapsOf,
  readMarkdown,
  readTextClaims,
  redactedPrint,
  renderArtifact,
  sourceReader,
  splitSentences,
} from '@synthwright/grounding'
import type { Source } from './corpus.ts'
import type { Random } from './random.ts'

/** One sentence of a draft and the source it was taken from. */
export interface DraftSentence {
  section: number
  text: string
  source: Source
}

export interface Draft {
  /** The pack of each section. */
  packs: readonly (readonly Source[])[]
  sentences: readonly DraftSentence[]
  /** A source of the same scope that nobody may quote. */
  redacted: Source
}

const sentencesPerSection = 3
const sourcesPerPack = 3
const evidencePerSource = 10

const proseKinds = new Set(['paragraph', 'list_item', 'blockquote'])

/** The sentences of a stored text with their places in it. */
export const sentencesOf = ({ text }: Pick<Source, 'text'>) =>
  readMarkdown(text)
    .filter(({ kind }) => proseKinds.has(kind))
    .flatMap((block) => splitSentences(block.text, block.start))

const isTelling = ({ text }: { text: string }): boolean => {
  const words = text.split(/\s+/).length
  return words >= 8 && words <= 40 && /^[\p{Lu}\d`]/u.test(text) && /\.$/.test(text) && !/[[\]|<>*]|https?:/.test(text)
}

/** An extractive draft of two sections over packs of a corpus. */
export const draftFrom = (corpus: readonly Source[], random: Random): Draft => {
  const [redacted, ...sources] = random.shuffled(corpus).slice(0, 1 + 2 * sourcesPerPack) as [Source, ...Source[]]
  const packs = [sources.slice(0, sourcesPerPack), sources.slice(sourcesPerPack)]
  const sentences = packs.flatMap((pack, section) =>
    random
      .shuffled(
        pack.flatMap((source) =>
          sentencesOf(source)
            .filter(isTelling)
            .map(({ text }) => ({ section, text, source })),
        ),
      )
      .slice(0, sentencesPerSection),
  )
  return { packs, sentences, redacted }
}

/** What is written instead of a sentence of a draft, and what it cites; no citation at all without `cites`. */
export interface Written {
  text: string
  cites: string | null
}

const sectionId = (index: number) => `sec_${index + 1}`
const names = [0, 1].map((index) => ({ section_id: sectionId(index), title: `Part ${index + 1}` }))

/** The Markdown of a draft with one of its sentences written anew, as somebody who edits it would leave it. */
export const markdownOf = (draft: Draft, at: number | null = null, written: readonly Written[] = []): string => {
  const lines = draft.sentences.map(({ text, source }, index) =>
    index === at ? written : [{ text: rendered(text), cites: source.id }],
  )
  const section = (index: number) =>
    draft.sentences
      .flatMap((sentence, i) => (sentence.section === index ? lines[i]! : []))
      .map(({ text, cites }) => (cites ? `${text} [${cites}]` : text))
      .join(' ')
  return `# Draft\n\n${names.map(({ title }, index) => `## ${title}\n\n${section(index)}\n`).join('\n')}`
}

const rendered = (text: string): string => {
  const { markdown } = renderArtifact({
    title: 'x',
    audience: null,
    sections: [{ section_id: 's', title: 'x', sentences: [{ text, citations: [], paragraph: 0 }] }],
  })
  return markdown.slice(markdown.lastIndexOf('\n\n')).trim()
}

/** Everything a check of the text is handed, gathered as for a text whose markers name no range. */
export const evidenceFor = (draft: Draft, markdown: string): Evidence => {
  const sources = draft.packs.flat()
  const byId = new Map(sources.map((source) => [source.id, source]))
  const readers = new Map(sources.map((source) => [source.id, sourceReader(sentencesOf(source))]))
  const claims = readTextClaims(markdown, names)
  const cited = [...new Set(claims.flatMap(({ citations }) => citations.map(({ id }) => id)))]
  return {
    claims,
    sources: sources.map(({ id, name }) => ({
      id,
      type: 'document',
      name,
      revision: 1,
      content_hash: '',
      freshness: '2026-01-01T00:00:00.000Z',
      freshness_basis: 'updated_at',
      unresolved_claims: [],
    })),
    unresolved: cited.filter((id) => !byId.has(id)),
    evidence: claims.map(({ index, text, citations }) => ({
      claim: index,
      sentences: citations.flatMap(({ id }) =>
        (readers.get(id)?.(text, evidencePerSource) ?? []).map((sentence) => ({ id, ...sentence })),
      ),
    })),
    packs: draft.packs.map((pack, index) => ({
      section_id: sectionId(index),
      source_ids: pack.map(({ id }) => id),
      texts: pack.map(({ text }) => text),
    })),
    redacted: [redactedPrint(draft.redacted.text)],
  }
}

/** The hard flags that the text would get, and whether it would pass. */
export const verify = (draft: Draft, markdown: string) => {
  const evidence = evidenceFor(draft, markdown)
  const { sentences, flags } = checkText({ goal: null, constraints: [], evidence })
  const all = [...sentences.flatMap((sentence) => sentence.flags), ...flags]
  return {
    evidence,
    sentences: sentences.length,
    hard: all.filter(({ severity }) => severity === 'hard'),
    passes: gapsOf(sentences, flags, names).length === 0,
  }
}
