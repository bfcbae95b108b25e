import type { ArtifactCheck, ClaimToJudge, ClaimVerdict, Evidence, Flag } from '@synthwright/contracts'
import { readConstraint } from './constraints/read-constraint.ts'

const mostSentences = 10
const longestText = 2_000

const claimIdOf = (position: number): string => `constraint_${position}`

/** A constraint in words that nobody here can count or look up. */
const isForJudge = ({ code, excerpt }: Flag): boolean =>
  code === 'constraint_unchecked' && !excerpt.endsWith('…') && readConstraint(excerpt) === null

/** Sentences from all over a text, in its order. */
const sampleOf = ({ claims }: Evidence): Evidence['claims'] => {
  const step = Math.max(1, claims.length / mostSentences)
  return Array.from({ length: Math.min(claims.length, mostSentences) }, (_, n) => claims[Math.floor(n * step)]!)
}

/** Constraints that reading did not decide, each as a claim about sentences of the text itself. */
export const constraintClaims = ({ flags }: ArtifactCheck, evidence: Evidence): ClaimToJudge[] => {
  const sentences = sampleOf(evidence).map(({ start, end, text }) => ({
    id: `text#${start}-${end}`,
    text: text.slice(0, longestText),
  }))
  if (sentences.length === 0) return []
  return flags.flatMap((flag, position) =>
    isForJudge(flag)
      ? [
          {
            claimId: claimIdOf(position),
            text: `The sentences of the evidence are written as this request asks: “${flag.excerpt}”`,
            evidence: sentences,
          },
        ]
      : [],
  )
}

/** The flags of a text with what a judge said of its constraints; one that it could not tell stays unchecked. */
export const judgedConstraints = (
  flags: readonly Flag[],
  said: ReadonlyMap<string, Pick<ClaimVerdict, 'verdict'>>,
): Flag[] =>
  flags.flatMap((flag, position): Flag[] => {
    const verdict = isForJudge(flag) ? said.get(claimIdOf(position))?.verdict : undefined
    if (verdict === 'supported') return []
    if (verdict !== 'contradicted') return [flag]
    return [{ ...flag, code: 'constraint_violation', severity: 'hard', detail: 'judged: the text does not keep to it' }]
  })
