import type { draftSection, DraftedSection } from '@synthwright/contracts'
import { neutralise, readerClass, readMarkdown } from '@synthwright/grounding'
import { isAppError } from '@synthwright/kernel'
import { counter, log } from '@synthwright/telemetry'
import type { z } from 'zod'
import { writingRules } from '../constraints/writing-rules.ts'
import { extractiveVersion, writeSection } from '../extractive/write-section.ts'
import { promptVersion } from '../model-writing/prompt.ts'
import { writeWithModel } from '../model-writing/write-with-model.ts'
import type { Asking, LanguageModel } from '../models/language-model.ts'
import { measured } from '../models/measure.ts'

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

/** The input with what its words mean to a writer. */
const writingTask = (input: DraftSectionInput) => ({
  ...input,
  outputType: input.output_type,
  reader: readerClass(input.audience),
  rules: writingRules(input.constraints, input),
})

/** Whether the visible text of a passage has a bracket shaped like a citation; in code brackets mean something else. */
const hasForgedCitation = (passage: string): boolean =>
  readMarkdown(passage).some(({ kind, text }) => kind !== 'code' && neutralise(text).forged)

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
    const task = writingTask(input)
    const { form } = task.rules
    const common = {
      form,
      section_id: section.section_id,
      forged_in: section.sources
        .filter(({ name, passages }) => neutralise(name).forged || passages.some(({ text }) => hasForgedCitation(text)))
        .map(({ id }) => id),
    }
    const writable = section.sources.some(
      (source) => task.rules.admits(source) && source.passages.some(({ text }) => text.trim() !== ''),
    )
    const written = await measured(model, asking.spent, async () => {
      if (model && mode === 'auto' && writable) {
        try {
          const endsAt = asking.endsAt === null ? null : asking.endsAt - reserveMs
          return { value: await writeWithModel(model, task, { ...asking, endsAt }), answered: true }
        } catch (error) {
          noteFallback(error, model)
        }
      }
      return { value: writeSection(task), answered: false }
    })
    const { value: sentences, usage } = written
    if (model && usage.model !== null) {
      const by = { draft_mode: 'llm', provider: model.provider, model: model.model } as const
      // The model was given every constraint in its own words.
      return {
        ...common,
        ...by,
        prompt_version: promptVersion,
        sentences,
        fell_back: false,
        unread_constraints: [],
        usage,
      }
    }
    const unread_constraints = task.rules.unread
    return { ...common, ...offline, sentences, fell_back: model !== null && writable, unread_constraints, usage }
  }
