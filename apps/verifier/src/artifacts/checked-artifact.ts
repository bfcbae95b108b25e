import type { checkArtifact } from '@synthwright/contracts'
import { checkText, firstHardFlag, undecidedClaims } from '@synthwright/grounding'
import type { z } from 'zod'

/** Every sentence of a text checked against the evidence it is handed, and the text as a whole. */
export const checkedArtifact = (input: z.output<(typeof checkArtifact)['input']>) => {
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
}
