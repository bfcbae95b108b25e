import { checkArtifact } from '@synthwright/contracts'
import { checkText, firstHardFlag, undecidedClaims } from '@synthwright/grounding'
import { perform } from '@synthwright/messaging'

export const checkArtifactTask = perform(checkArtifact, async (input) => {
  const { goal, constraints, text, evidence, max_source_age_days } = input
  const result = checkText({
    goal,
    constraints,
    evidence,
    markdown: text.markdown,
    maxSourceAgeDays: max_source_age_days ?? null,
  })
  const refused = result.sentences.filter(({ flags }) => firstHardFlag(flags))
  const sections = new Set(refused.flatMap(({ section_id }) => section_id ?? []))
  const flags = [...result.flags, ...result.sentences.flatMap((sentence) => sentence.flags)]
  return {
    result,
    facts: {
      refusedSections: [...sections],
      hardFlags: flags.filter(({ severity }) => severity === 'hard').length,
      undecided: undecidedClaims(result, evidence).length,
    },
  }
})
