import type { Reading } from '../reading/reading.ts'
import { citedIds, repeats, type ClaimContext, type EvidenceReading, type Finding } from './check.ts'

/** A claim that another text of the pack has word for word is borne out by what it cites only if that says as good as all of it. */
const nearlyWhole = 0.9

const sentencesTogether = 3
const weightOf = (term: string): number => (term.startsWith('#') ? 1.5 : 1)

/** Share of the weight of `terms` that the other texts have together, 0 to 1; 0 for no terms at all. */
export const coverageBy = (terms: ReadonlySet<string>, others: readonly ReadonlySet<string>[]): number => {
  let whole = 0
  let found = 0
  for (const term of terms) {
    const weight = weightOf(term)
    whole += weight
    if (others.some((other) => other.has(term))) found += weight
  }
  return whole === 0 ? 0 : found / whole
}

/** The sentences that together say most of the terms, chosen one after another, at most three. */
export const bestTogether = (terms: ReadonlySet<string>, evidence: readonly EvidenceReading[]): EvidenceReading[] => {
  const candidates = evidence.filter(({ coverage }) => coverage > 0)
  const chosen: EvidenceReading[] = []
  let reached = 0
  while (chosen.length < sentencesTogether && reached < 1) {
    let best: EvidenceReading | null = null
    let most = reached
    for (const candidate of candidates) {
      const share = coverageBy(
        terms,
        [...chosen, candidate].map(({ reading }) => reading.terms),
      )
      if (share > most + 1e-9) [best, most] = [candidate, share]
    }
    if (best === null) break
    chosen.push(best)
    reached = most
  }
  return chosen
}

/**
 * Whether a claim is borne out as a whole, and by which sentences. What other checks already found wrong in it is left
 * out, so that one fault is told once.
 */
export const checkSupport = (
  { claim, reading, evidence, pack, thresholds }: ClaimContext,
  findings: readonly Finding[],
  readingOf: (text: string) => Reading,
): { findings: Finding[]; best: EvidenceReading[] } => {
  const faulty = new Set(
    findings.flatMap(({ code, detail }) =>
      detail && code !== 'partially_supported' ? [...readingOf(detail).terms] : [],
    ),
  )
  const terms = new Set([...reading.terms].filter((term) => !faulty.has(term)))
  const best = bestTogether(terms, evidence)
  const share = coverageBy(
    terms,
    best.map(({ reading }) => reading.terms),
  )
  const refused = findings.some(({ severity }) => severity === 'hard')
  const found = (code: 'unsupported_claim' | 'partially_supported', detail: string): Finding[] => [
    { code, severity: code === 'unsupported_claim' ? 'hard' : 'soft', source_ids: citedIds(claim), detail },
  ]
  if (terms.size === 0) {
    return {
      findings:
        refused || reading.numbers.length > 0 ? [] : found('partially_supported', 'no word of it can be compared'),
      best,
    }
  }
  const detail = `${Math.round(share * 100)} % of its words are in what it cites`
  if (share < thresholds.unsupported) return { findings: found('unsupported_claim', detail), best }
  if (share < nearlyWhole && !refused && pack.some((text) => repeats(text, reading)))
    return { findings: found('unsupported_claim', `another source of the pack says it; ${detail}`), best }
  if (share < thresholds.supported && !refused) return { findings: found('partially_supported', detail), best }
  return { findings: [], best }
}
