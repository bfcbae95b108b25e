import type { Evidence } from '@synthwright/contracts'

/** A text's claims with all that they are checked against. */
export interface TextUnderCheck {
  /** What the text is to be about; null when nobody said. */
  goal: string | null
  constraints: readonly string[]
  evidence: Evidence
  /** The text itself, for constraints on its form. */
  markdown?: string | null
  /** Cited sources that are older are stale. */
  maxSourceAgeDays?: number | null
}
