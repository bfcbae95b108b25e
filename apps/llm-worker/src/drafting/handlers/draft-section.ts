import { draftSection } from '@synthwright/contracts'
import { perform } from '@synthwright/messaging'
import { noUsage, type LanguageModel } from '../../models/language-model.ts'
import { draftSectionWith } from '../draft-section.service.ts'

export const draftSectionHandler = (model: LanguageModel | null) => {
  const draft = draftSectionWith(model)
  return perform(draftSection, async (input, { teamId, runId, signal, deadlineAt }) => {
    const result = await draft(input, { teamId, runId, signal, endsAt: deadlineAt, spent: noUsage() })
    const { section_id, sentences, draft_mode } = result
    return { result, facts: { section_id, sentences: sentences.length, draft_mode }, usage: result.usage }
  })
}
