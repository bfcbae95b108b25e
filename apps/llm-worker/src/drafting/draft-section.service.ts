import type { draftSection, DraftedSection, DraftedSentence } from '@synthwright/contracts'
import { neutralise } from '@synthwright/grounding'
import { isAppError } from '@synthwright/kernel'
import { counter, log } from '@synthwright/telemetry'
import type { z } from 'zod'
import { extractiveVersion, writeSection } from '../extractive/write-section.ts'
import { promptVersion } from '../model-writing/prompt.ts'
import { writeWithModel } from '../model-writing/write-with-model.ts'
import type { Asking, LanguageModel } from '../models/language-model.ts'
import { readerClass } from './reader-class.ts'

export type DraftSectionInput = z.output<typeof draftSection.input>

const fallbacks = counter('synthwright.draft.fallbacks', {
  description: 'Sections written without the model that was asked for them',
  unit: '{section}',
})

/** Time kept back from a model, so that the section can still be written without it. */
const reserveMs = 2_000

const offline = {
  draft_mode: 'extractive',
  provider: 'offline',
  model: null,
  prompt_version: extractiveVersion,
} as const

const extractively = ({ section, goal, audience, refused }: DraftSectionInput): DraftedSentence[] =>
  writeSection({ section, goal, refused, reader: readerClass(audience) })

/** Why a model's section is not there. Only a cancelled attempt has nothing to fall back to. */
const noteFallback = (thrown: unknown, model: LanguageModel): void => {
  if (isAppError(thrown) && thrown.code === 'cancelled') throw thrown
  const code = isAppError(thrown) ? thrown.code : 'internal'
  fallbacks.add(1, { code, model: model.model })
  if (isAppError(thrown)) log.warn('A section is written without the model', { code, details: thrown.details })
  else log.error('A section is written without the model: a fault that nobody knows', { error: thrown })
}

/**
 * Writes one section: in the words of the model where there is one, otherwise, and whenever it gives nothing usable in
 * time, out of its sources' own sentences. Never fails for a provider's sake.
 */
export const draftSectionWith =
  (model: LanguageModel | null) =>
  async (input: DraftSectionInput, asking: Asking): Promise<DraftedSection> => {
    const { section, mode } = input
    const common = {
      section_id: section.section_id,
      forged_in: section.sources
        .filter(({ passages }) => passages.some(({ text }) => neutralise(text).forged))
        .map(({ id }) => id),
    }
    const writable = section.sources.some(({ passages }) => passages.some(({ text }) => text.trim() !== ''))
    if (model && mode === 'auto' && writable) {
      try {
        const endsAt = asking.endsAt === null ? null : asking.endsAt - reserveMs
        const task = { ...input, reader: readerClass(input.audience) }
        const sentences = await writeWithModel(model, task, { ...asking, endsAt })
        const { provider, model: name } = model
        const by = { draft_mode: 'llm', provider, model: name, prompt_version: promptVersion } as const
        return { ...common, ...by, sentences, fell_back: false }
      } catch (error) {
        noteFallback(error, model)
      }
    }
    return { ...common, ...offline, sentences: extractively(input), fell_back: model !== null && writable }
  }
