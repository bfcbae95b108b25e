import { checkArtifact } from '@synthwright/contracts'
import { checkText, firstHardFlag } from '@synthwright/grounding'
import { perform } from '@synthwright/messaging'

export const checkArtifactTask = perform(checkArtifact, async ({ goal, constraints, evidence }) => {
  const result = checkText({ goal, constraints, evidence })
  const refused = result.sentences.filter(({ flags }) => firstHardFlag(flags))
  const sections = new Set(refused.flatMap(({ section_id }) => section_id ?? []))
  const flags = [...result.flags, ...result.sentences.flatMap((sentence) => sentence.flags)]
  return {
    result,
    facts: {
      refusedSections: [...sections],
      hardFlags: flags.filter(({ severity }) => severity === 'hard').length,
    },
  }
})
