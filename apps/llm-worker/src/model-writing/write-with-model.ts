import type { DraftedSentence, SectionMaterial } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { wordsTaken, type WritingRules } from '../constraints/writing-rules.ts'
import { refusalOf, sentenceKey } from '../drafting/sentence-key.ts'
import { proseForm } from '../extractive/prose-form.ts'
import type { Asking, LanguageModel } from '../models/language-model.ts'
import { sourceText, type SourceText } from './locate-quote.ts'
import { packOf } from './pack.ts'
import { promptVersion, sectionPrompt, type SectionPrompt } from './prompt.ts'
import { sectionAnswer, type SectionAnswer } from './section-answer.ts'

type ModelTask = Omit<SectionPrompt, 'pack' | 'section' | 'rules'> & {
  section: SectionMaterial
  rules: WritingRules
  elsewhere: readonly string[]
}

type AnsweredSentence = SectionAnswer['sentences'][number]

/** `[s1]` and the like, which models put into text although they were asked not to. */
const shortMarker = /(?<!\s)\s*[[(]s\d+(?:\s*[,;]\s*s\d+)*[\])]/g

const citationsOf = (
  { text, citation_ids, quote, quote_source_id }: AnsweredSentence,
  sources: ReadonlyMap<string, { id: string; text: SourceText }>,
): DraftedSentence['citations'] => {
  // The quoted source comes first and is cited, also where the model forgot to name it.
  const cited = [...new Set([quote_source_id, ...citation_ids])].map((shortId) => ({
    shortId,
    ...sources.get(shortId)!,
  }))
  return cited.flatMap(({ shortId, id, text: source }) => {
    const span = (shortId === quote_source_id ? source.locate(quote) : undefined) ?? source.bestSupport(text)
    return span ? [{ id, ...span }] : []
  })
}

/**
 * A section in a model's words, each sentence with the places that bear it out.
 * @throws AppError `provider_*` when no usable section could be had; see LanguageModel
 */
export const writeWithModel = async (
  model: LanguageModel,
  task: ModelTask,
  asking: Asking,
): Promise<DraftedSentence[]> => {
  const { section, refused, rules, elsewhere } = task
  const pack = packOf(section.sources.filter(rules.admits))
  const shortIds = pack.map(({ shortId }) => shortId)
  const answer = await model.ask(
    {
      purpose: 'draft_section',
      promptVersion,
      messages: sectionPrompt(asking.runId, { ...task, pack }),
      answer: sectionAnswer(shortIds, section.sentences.max),
      repairs: 1,
    },
    asking,
  )
  const sources = new Map(pack.map(({ shortId, source }) => [shortId, { id: source.id, text: sourceText(source) }]))
  const isRefused = refusalOf(refused)
  const written = new Set(elsewhere.map(sentenceKey))
  const most = Math.min(section.sentences.max, rules.sentences.most ?? Infinity)
  let words = 0
  const paragraphs = new Map<number, number>()
  const sentences: DraftedSentence[] = []
  for (const answered of answer.sentences) {
    const text = proseForm(answered.text.replace(shortMarker, ''))
    const key = sentenceKey(text)
    if (key === '' || isRefused(key) || written.has(key) || rules.isBanned(text) || sentences.length >= most) continue
    if (words + wordsTaken(text) > rules.words.most) continue
    const citations = citationsOf(answered, sources)
    if (citations.length === 0) continue
    written.add(key)
    words += wordsTaken(text)
    if (!paragraphs.has(answered.paragraph)) paragraphs.set(answered.paragraph, paragraphs.size)
    sentences.push({ text, citations, paragraph: paragraphs.get(answered.paragraph)! })
  }
  if (sentences.length === 0)
    throw new AppError('provider_output_invalid', 'The model wrote nothing that can be used', {
      details: { purpose: 'draft_section' },
    })
  return sentences
}
