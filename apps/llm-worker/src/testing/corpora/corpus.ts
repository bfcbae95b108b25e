import type { DraftSource, SectionMaterial, SourcePassage } from '@synthwright/contracts'
import { tokenize } from '@synthwright/retrieval'
import { source } from '../material.ts'

/** A stored text of a corpus. */
export interface CorpusText {
  id: string
  type: string
  name: string
  text: string
}

export interface Corpus {
  name: string
  goal: string
  texts: readonly CorpusText[]
}

const mostCharacters = 4_500
const packSize = 8

/** Stretches between headings, with the headings they stand under, as an import would cut them. */
const passagesOf = (text: string): SourcePassage[] => {
  const starts = [0, ...[...text.matchAll(/\n(?=#{1,4} )/g)].map(({ index }) => index + 1)]
  const path: string[] = []
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? text.length
    const [, marks, title] = /^(#{1,4}) (.*)/.exec(text.slice(start, end)) ?? []
    if (marks) path.splice(marks.length - 1, path.length, title!.trim())
    return { start, end, text: text.slice(start, end), heading_path: [...path] }
  })
}

const overlap = (text: string, query: ReadonlySet<string>): number => {
  const terms = new Set(tokenize(text))
  return [...terms].filter((term) => query.has(term)).length / Math.sqrt(terms.size + 10)
}

/**
 * Packs for sections with the given titles, the way a plan would fill them: texts have one home each, in turns, and of
 * a long text the passages that have most to do with the section.
 */
export const materialOf = (
  { goal, texts }: Corpus,
  sections: readonly { title: string; prompt: string; intent: string }[],
  sentences: { min: number; max: number },
): SectionMaterial[] => {
  const queries = sections.map(({ title, intent }) => new Set(tokenize(`${goal} ${title} ${intent}`)))
  const packs: { score: number; text: CorpusText }[][] = sections.map(() => [])
  const open = new Set(texts)
  for (let turn = 0; turn < packSize; turn += 1)
    queries.forEach((query, at) => {
      const ranked = [...open].map((text) => ({ text, score: overlap(`${text.name} ${text.text}`, query) }))
      const best = ranked.sort((a, b) => b.score - a.score)[0]
      if (!best || best.score === 0) return
      open.delete(best.text)
      packs[at]!.push(best)
    })
  return sections.map(({ title, prompt, intent }, at) => ({
    section_id: `sec_${at + 1}`,
    title,
    prompt,
    query: `${goal} ${intent}`,
    sentences,
    sources: packs[at]!.map(({ text, score }): DraftSource => {
      let left = mostCharacters
      const passages = passagesOf(text.text)
        .map((passage) => ({ passage, score: overlap(passage.text, queries[at]!) }))
        .sort((a, b) => b.score - a.score)
        .flatMap(({ passage }, rank) => {
          left -= passage.text.length
          return rank === 0 || left >= 0 ? [passage] : []
        })
      return source(text.id, '', {
        type: text.type,
        name: text.name,
        score: score / (packs[at]![0]!.score || 1),
        passages,
      })
    }),
  }))
}
