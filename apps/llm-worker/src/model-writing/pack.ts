import type { DraftSource } from '@synthwright/contracts'
import { neutralise, readMarkdown } from '@synthwright/grounding'
import { passageRuns } from '../extractive/passage-runs.ts'
import { unfenced } from '../prompting/fence.ts'

/** A source as a model gets to see it. */
export interface PackedSource {
  /** Short name that stands for the source's id within one prompt. */
  shortId: string
  source: DraftSource
  /** Its passages as inert lines of text. */
  excerpts: string[]
}

/** Characters of sources in one prompt; what goes beyond is left out, worst passages first. */
const longestPack = 60_000

const inert = (text: string): string =>
  readMarkdown(text)
    .map((block) => neutralise(block.text).text)
    .filter(Boolean)
    .join('\n')

/** Drops passages, the worst of the longest list first, until what is left fits. */
const fitting = (sources: readonly DraftSource[]): DraftSource[] => {
  const kept = sources.map((source) => ({ ...source, passages: [...source.passages] }))
  const length = () => kept.reduce((sum, { passages }) => sum + passages.reduce((s, { text }) => s + text.length, 0), 0)
  while (length() > longestPack) {
    const most = kept.reduce((a, b) => (b.passages.length >= a.passages.length ? b : a))
    if (most.passages.length <= 1) return kept.slice(0, Math.max(1, kept.length - 1))
    most.passages.pop()
  }
  return kept
}

/** The sources of a section with short ids and inert text. */
export const packOf = (sources: readonly DraftSource[]): PackedSource[] =>
  fitting(sources).map((source, index) => ({
    shortId: `s${index + 1}`,
    source,
    excerpts: passageRuns(source)
      .map(({ text }) => unfenced(inert(text)))
      .filter(Boolean),
  }))
