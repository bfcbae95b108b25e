import type { CheckedText, Evidence } from '@synthwright/contracts'

/** What the evidence step of a draft or a verification leaves behind. */
export interface GatheredEvidence {
  text: CheckedText
  evidence: Evidence
}

/** The input of a check: the text with everything that may support it. */
export const checkInput = (goal: string | null, constraints: string[], { text, evidence }: GatheredEvidence) => ({
  goal,
  constraints,
  text,
  evidence,
})
