import type { CheckedSentence, Flag, TextClaim } from '@synthwright/contracts'
import { excerptOf, firstHardFlag, type RenderedCitation, type RenderedSection } from '@synthwright/grounding'
import type { ConclusionInput } from './conclusion-input.ts'

export interface SettledDraft {
  sections: RenderedSection[]
  /** The checked sentences that stay, in order. */
  kept: CheckedSentence[]
  /** What was taken out, as soft flags. */
  removed: Flag[]
}

const fewestWords = 3

/** Tells of each sentence whether the document has said the same before, in these words; a few words are no sentence. */
const repetition = (): ((text: string) => boolean) => {
  const told = new Set<string>()
  return (text) => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    const key = words.join(' ')
    if (words.length < fewestWords || !told.has(key)) {
      told.add(key)
      return false
    }
    return true
  }
}

/**
 * Takes the sentences out that carry a hard flag or say again what stands before them, and keeps the paragraphs of the
 * rest.
 */
export const settleDraft = ({ text, evidence, check, drafted }: ConclusionInput): SettledDraft => {
  const checked = new Map(check.sentences.map((sentence) => [sentence.index, sentence]))
  const paragraphs = paragraphsOf(text.markdown, evidence.claims)
  const kept: CheckedSentence[] = []
  const removed: Flag[] = []
  const isRepeated = repetition()
  const sections = text.sections.map(({ section_id, title }) => ({
    section_id,
    title,
    form: drafted.find((section) => section.section_id === section_id)?.form,
    sentences: evidence.claims
      .filter((claim) => claim.section_id === section_id)
      .flatMap((claim) => {
        const sentence = checked.get(claim.index)!
        const refusal = firstHardFlag(sentence.flags)
        if (refusal) {
          removed.push(removalOf(claim, reasonOf(refusal), refusal.source_ids))
          return []
        }
        if (isRepeated(claim.text)) {
          removed.push(removalOf(claim, 'repeated: it stands before'))
          return []
        }
        kept.push(sentence)
        return [
          {
            text: text.markdown.slice(claim.start, claim.end),
            citations: claim.citations.filter(isExact),
            paragraph: paragraphs.get(claim.index)!,
          },
        ]
      }),
  }))
  return { sections, kept, removed }
}

const isExact = (citation: TextClaim['citations'][number]): citation is RenderedCitation =>
  citation.start !== null && citation.end !== null

/** Number of the paragraph that each claim stands in: a blank line before it begins a new one. */
const paragraphsOf = (markdown: string, claims: readonly TextClaim[]): Map<number, number> => {
  let paragraph = 0
  let reached = 0
  return new Map(
    claims.map(({ index, start, end }) => {
      if (markdown.slice(reached, start).includes('\n\n')) paragraph += 1
      reached = end
      return [index, paragraph]
    }),
  )
}

const reasonOf = ({ code, detail }: Flag): string => (detail === null ? code : `${code}: ${detail}`)

const removalOf = (claim: TextClaim, why: string, source_ids: string[] = []): Flag => ({
  code: 'sentence_removed',
  severity: 'soft',
  section_id: claim.section_id,
  sentence_index: null,
  start: null,
  end: null,
  excerpt: excerptOf(claim.text),
  source_ids,
  detail: why,
})
